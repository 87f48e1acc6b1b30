import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { EngineClient } from '@shared/contract'
import type { FromEngine, ToEngine } from '@shared/engine-protocol'
import { builtProduct } from '../support/build'
import { runJson, temporaryFolder } from '../support/command-line'

/** Forks the engine's process as Electron's main process does. */
async function forkEngine(home: string): Promise<ChildProcess> {
  const { node } = await builtProduct()
  const child = fork(join(node, 'engine.js'), [], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, FOCAL_BENCH_HOME: home },
  })
  onTestFinished(() => void (child.exitCode === null && child.kill('SIGKILL')))
  return child
}

function nextMessage<Type extends FromEngine['type']>(
  child: ChildProcess,
  type: Type,
): Promise<Extract<FromEngine, { type: Type }>> {
  return new Promise((resolve) => {
    const listen = (message: FromEngine) => {
      if (message.type !== type) return
      child.off('message', listen)
      resolve(message as Extract<FromEngine, { type: Type }>)
    }
    child.on('message', listen)
  })
}

function tell(child: ChildProcess, message: ToEngine): void {
  child.send(message)
}

/** A window's end of a channel, as main relays it. */
function openChannel(child: ChildProcess, channel: number): EngineClient {
  tell(child, { type: 'open', channel })
  const port = {
    postMessage: (data: unknown) => tell(child, { type: 'message', channel, data }),
    addEventListener: (type: string, listener: (event: { data: unknown }) => void) => {
      if (type !== 'message') return
      child.on('message', (message: FromEngine) => {
        if (message.type === 'message' && message.channel === channel) listener({ data: message.data })
      })
    },
  }
  return createORPCClient(new RPCLink({ port }))
}

async function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  const [code] = (await once(child, 'exit')) as [number | null]
  return code
}

describe('the engine’s process', () => {
  it('answers windows and commands, and quits when it is told to', async () => {
    const home = temporaryFolder()
    const child = await forkEngine(home)
    expect(await nextMessage(child, 'ready')).toMatchObject({ pid: child.pid, version: '0.1.0' })
    const [first, second] = [openChannel(child, 1), openChannel(child, 2)]
    expect(await first.app.info()).toMatchObject({ home, host: 'electron', engine: { pid: child.pid } })
    expect((await second.datasets.list()).map((dataset) => dataset.name)).toContain('digits')
    expect(await runJson(['queue'], { home })).toMatchObject({ queue: { running: [], waiting: [] } })
    tell(child, { type: 'quit' })
    expect(await exitOf(child)).toBe(0)
  })

  it('answers a window that opens before it is ready', async () => {
    const child = await forkEngine(temporaryFolder())
    expect(await openChannel(child, 1).app.info()).toMatchObject({ host: 'electron' })
  })

  it('ends when its parent is gone', async () => {
    const child = await forkEngine(temporaryFolder())
    await nextMessage(child, 'ready')
    child.disconnect()
    expect(await exitOf(child)).toBe(0)
  })

  it('stands messages that are no calls', async () => {
    const child = await forkEngine(temporaryFolder())
    await nextMessage(child, 'ready')
    const client = openChannel(child, 1)
    for (const data of [
      'nonsense',
      3,
      null,
      undefined,
      { i: '1' },
      Buffer.from('x'),
      '{"i":"stranger","p":{"u":"/none"}}',
    ]) {
      tell(child, { type: 'message', channel: 1, data })
      tell(child, { type: 'message', channel: 99, data })
    }
    tell(child, { type: 'close', channel: 99 })
    expect(await client.app.info()).toMatchObject({ host: 'electron' })
  })

  it('gives up the calls of a channel that closes', async () => {
    const child = await forkEngine(temporaryFolder())
    await nextMessage(child, 'ready')
    const [closing, staying] = [openChannel(child, 1), openChannel(child, 2)]
    const events = await closing.app.events()
    await events.next()
    tell(child, { type: 'close', channel: 1 })
    const late: FromEngine[] = []
    child.on('message', (message: FromEngine) => {
      if (message.type === 'message' && message.channel === 1) late.push(message)
    })
    await staying.app.changeSettings({ theme: 'dark' })
    expect(await staying.app.settings()).toMatchObject({ theme: 'dark' })
    await new Promise((settle) => setTimeout(settle, 300))
    expect(late).toEqual([])
  })

  it('refuses a home that another engine holds, in words for a person', async () => {
    const home = temporaryFolder()
    const first = await forkEngine(home)
    await nextMessage(first, 'ready')
    const second = await forkEngine(home)
    const { error } = await nextMessage(second, 'refused')
    expect(error).toMatchObject({ code: 'home-in-use' })
    expect(error.message).toContain(home)
    expect(await exitOf(second)).toBe(1)
    expect(await openChannel(first, 1).app.info()).toMatchObject({ home })
  })

  it('waits for a command that is about to leave the home', async () => {
    const home = temporaryFolder()
    const list = runJson(['list'], { home })
    const child = await forkEngine(home)
    await nextMessage(child, 'ready')
    expect(await list).toEqual({ runs: [] })
  })

  it('refuses a home that cannot be one', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    const child = await forkEngine(file)
    expect((await nextMessage(child, 'refused')).error.message).toContain(file)
    expect(await exitOf(child)).toBe(1)
  })
})
