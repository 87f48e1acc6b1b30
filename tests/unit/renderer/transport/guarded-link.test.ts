import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { ORPCError, os } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { FocalError } from '@shared/errors'
import { GuardedLink } from '../../../../src/renderer/transport/guarded-link'

/** A real oRPC server behind a real MessagePort, with calls that answer, fail, hang and stream. */
const router = {
  double: os.handler(({ input }) => Number(input) * 2),
  fail: os.handler(() => {
    throw new ORPCError('CONFLICT', {
      data: { code: 'conflict', message: 'It runs. Stop it first.', details: { id: 'a' } },
    })
  }),
  hang: os.handler(() => sleep(60_000, undefined, { ref: false })),
  count: os.handler(async function* ({ signal }) {
    for (let i = 1; ; i++) {
      yield i
      await sleep(5, undefined, { signal, ref: false })
    }
  }),
}

interface TestClient {
  double(input: number): Promise<number>
  fail(): Promise<unknown>
  hang(input?: undefined, options?: { signal: AbortSignal }): Promise<unknown>
  count(): Promise<AsyncIterableIterator<number>>
}

const open: MessageChannel[] = []
afterEach(() => {
  for (const { port1, port2 } of open.splice(0)) {
    port1.close()
    port2.close()
  }
})

function serve(): RPCLink<Record<never, never>> {
  const channel = new MessageChannel()
  open.push(channel)
  new RPCHandler(router).upgrade(channel.port2)
  const link = new RPCLink({ port: channel.port1 })
  channel.port1.start()
  channel.port2.start()
  return link
}

function setUp(patience?: number): { link: GuardedLink; client: TestClient } {
  const link = new GuardedLink(patience)
  return { link, client: createORPCClient(link) as unknown as TestClient }
}

const code = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: FocalError) => error.code,
  )

describe('the way to the engine', () => {
  it('lets calls wait for the first connection', async () => {
    const { link, client } = setUp()
    const answer = client.double(21)
    expect(link.state.value).toBe('connecting')
    link.opened(serve())
    expect(await answer).toBe(42)
    expect(link.state.value).toBe('ready')
  })

  it('gives the engine’s own errors', async () => {
    const { link, client } = setUp()
    link.opened(serve())
    await expect(client.fail()).rejects.toMatchObject({
      name: 'FocalError',
      code: 'conflict',
      message: 'It runs. Stop it first.',
      details: { id: 'a' },
    })
  })

  it('rejects what is pending when the engine goes, which would otherwise hang', async () => {
    const { link, client } = setUp()
    link.opened(serve())
    const pending = code(client.hang())
    await sleep(20)
    link.lost('it crashed')
    expect(await pending).toBe('engine-lost')
    expect(link.state.value).toBe('lost')
    expect(link.problem.value?.details).toEqual({ reason: 'it crashed' })
  })

  it('gives up a call that is never answered, which left a page loading for ever', async () => {
    const { link, client } = setUp(30)
    link.opened(serve())
    expect(await code(client.hang())).toBe('busy')
    expect(link.state.value).toBe('ready')
  })

  it('fails fast while the engine is away, and works again with the next one', async () => {
    const { link, client } = setUp()
    link.opened(serve())
    link.lost('it crashed')
    expect(await code(client.double(1))).toBe('engine-lost')
    link.opened(serve())
    expect(await client.double(4)).toBe(8)
    expect(link.generation.value).toBe(2)
    expect(link.problem.value).toBeNull()
  })

  it('ends streams when the engine goes', async () => {
    const { link, client } = setUp()
    link.opened(serve())
    const stream = await client.count()
    expect((await stream.next()).value).toBe(1)
    const rest = code(
      (async () => {
        for await (const _ of stream);
      })(),
    )
    link.lost('it crashed')
    expect(await rest).toBe('engine-lost')
  })

  it('lets streams be left', async () => {
    const { link, client } = setUp()
    link.opened(serve())
    const seen: number[] = []
    for await (const value of await client.count()) {
      seen.push(value)
      if (value === 3) break
    }
    expect(seen).toEqual([1, 2, 3])
  })

  it('says cancelled where the caller gave up', async () => {
    const { link, client } = setUp()
    link.opened(serve())
    const controller = new AbortController()
    const call = code(client.hang(undefined, { signal: controller.signal }))
    await sleep(20)
    controller.abort()
    expect(await call).toBe('cancelled')
  })

  it('rejects everything with the reason where the engine refuses to start', async () => {
    const { link, client } = setUp()
    const early = code(client.double(1))
    link.refused({ code: 'home-in-use', message: 'Another Focal Bench has this folder.' })
    expect(await early).toBe('home-in-use')
    expect(await code(client.double(1))).toBe('home-in-use')
    expect(link.state.value).toBe('refused')
  })

  it('keeps waiting where the engine dies before it was ever there', async () => {
    const { link, client } = setUp()
    const answer = client.double(5)
    link.lost('it crashed while starting')
    expect(link.state.value).toBe('connecting')
    link.opened(serve())
    expect(await answer).toBe(10)
  })
})
