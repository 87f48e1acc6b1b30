import { createRouterClient, ORPCError } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { RPCLink } from '@orpc/client/message-port'
import { createORPCClient } from '@orpc/client'
import { MessageChannel } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import type { EngineClient } from '@shared/contract'
import type { Engine } from '../../../../src/engine/engine'
import { makeHome, openEngine, refusal, waitFor } from '../open-engine'

/** A client on the far side of a message port, as the window is. */
function remoteClient(engine: Engine): EngineClient {
  const { port1, port2 } = new MessageChannel()
  new RPCHandler(engine.router).upgrade(port1)
  port1.start()
  port2.start()
  onTestFinished(() => port1.close())
  return createORPCClient(new RPCLink({ port: port2 }))
}

async function bothClients(): Promise<{ engine: Engine; clients: EngineClient[] }> {
  const engine = await openEngine(makeHome(), { queue: 'hold' })
  return { engine, clients: [engine.client, createRouterClient(engine.router), remoteClient(engine)] }
}

test('an error of the engine reaches every client with its code, message and details', async () => {
  const { clients } = await bothClients()
  for (const client of clients) {
    const error = await refusal(client.datasets.remove({ id: 'digits' }))
    expect(error).toMatchObject({ name: 'FocalError', code: 'unsupported' })
    expect(error.message).toBe('digits comes with Focal Bench and cannot be removed.')
    const wrongList = client.runs.create({ config: { loss: { alpha: [1, 2] } } })
    expect(await refusal(wrongList)).toMatchObject({
      code: 'bad-input',
      details: { field: 'loss.alpha', issues: [{ path: 'loss.alpha' }] },
    })
  }
})

test('input that the schema refuses is bad input with the issue of every field', async () => {
  const { clients } = await bothClients()
  for (const client of clients) {
    const error = await refusal(
      client.runs.create({ config: { loss: { gamma: -1 }, training: { epochs: 1.5 } } }),
    )
    expect(error.code).toBe('bad-input')
    expect(error.message).toBe('runs.create: config.loss.gamma must be at least 0 (and 1 more).')
    expect(error.details).toEqual({
      field: 'config.loss.gamma',
      issues: [
        {
          path: 'config.loss.gamma',
          code: 'at-least',
          message: 'must be at least 0',
          values: { limit: 0 },
        },
        {
          path: 'config.training.epochs',
          code: 'whole-number',
          message: 'must be a whole number',
        },
      ],
    })
    expect((await refusal(client.runs.get({ id: '' }))).details['field']).toBe('id')
    expect((await refusal(client.runs.get({ id: 'nobody' }))).code).toBe('not-found')
  }
})

test('a stream ends in peace when the engine closes', async () => {
  const { engine } = await bothClients()
  const stream = await remoteClient(engine).app.events()
  const batches: unknown[] = []
  const reading = (async () => {
    for await (const batch of stream) batches.push(batch)
  })()
  await waitFor('the first batch', () => Promise.resolve(batches.length > 0))
  await engine.close()
  await reading
})

test('what nobody foresaw is internal, and its stack stays in the engine', async () => {
  const { engine } = await bothClients()
  await engine.close()
  const error = await refusal(engine.client.runs.list({}))
  expect(['internal', 'database']).toContain(error.code)
  expect(JSON.stringify(error)).not.toContain('.ts:')
  expect(error.cause).toBeInstanceOf(ORPCError)
})
