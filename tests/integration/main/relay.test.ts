import { join } from 'node:path'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { forkEngine } from '../../../src/main/engine-runtime'
import { EngineSupervisor } from '../../../src/main/engine-supervisor'
import { Relay, type RelayPort } from '../../../src/main/relay'

// Processes take their time to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const enginePath = join(import.meta.dirname, 'fixtures', 'engine.mjs')
const patience = { timeout: 60_000, interval: 20 }

/** Node's own MessagePort in the place of Electron's. */
function nodePort(port: MessagePort): RelayPort {
  return {
    onMessage: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
    start: () => port.start(),
    postMessage: (data) => port.postMessage(data),
    close: () => port.close(),
  }
}

let supervisor: EngineSupervisor
let relay: Relay

beforeEach(async () => {
  relay = new Relay((message) => void supervisor.send(message))
  supervisor = new EngineSupervisor({
    fork: () => forkEngine({ execPath: process.execPath, environment: {} }, enginePath, process.env),
    onState: (state) => {
      if (state.state !== 'ready') relay.closeAll()
    },
    onMessage: (channel, data) => relay.deliver(channel, data),
    onNotify: () => undefined,
    log: () => undefined,
  })
  supervisor.start()
  await vi.waitFor(() => expect(supervisor.state.state).toBe('ready'), patience)
})
afterEach(() => supervisor.quit())

function openPort(): { port: MessagePort; received: unknown[]; closed: () => boolean } {
  const { port1, port2 } = new MessageChannel()
  const received: unknown[] = []
  let closed = false
  port2.on('message', (data) => received.push(data))
  port2.on('close', () => (closed = true))
  relay.attach(nodePort(port1))
  return { port: port2, received, closed: () => closed }
}

describe('Relay', () => {
  it('keeps the channels of two windows apart, and tells the engine when one closes', async () => {
    const first = openPort()
    const second = openPort()
    const opened = [1, 2].map((channel) => ({ seen: 'open', channel }))
    await vi.waitFor(() => expect(first.received).toEqual(opened), patience)

    second.port.postMessage(new Uint8Array([1, 2, 3]))
    await vi.waitFor(() => expect(second.received).toEqual([new Uint8Array([1, 2, 3])]), patience)
    expect(first.received).toHaveLength(2)

    second.port.close()
    await vi.waitFor(() => expect(first.received).toContainEqual({ seen: 'close', channel: 2 }), patience)
  })

  it('closes the ports when the engine dies, and serves new ones when it is back', async () => {
    const before = openPort()
    before.port.postMessage('die')
    await vi.waitFor(() => expect(before.closed()).toBe(true), patience)

    await vi.waitFor(() => expect(supervisor.state.state).toBe('ready'), patience)
    const after = openPort()
    after.port.postMessage('hello')
    await vi.waitFor(() => expect(after.received).toContain('hello'), patience)
  })

  it('brings many messages in order', async () => {
    const window = openPort()
    for (let index = 0; index < 1000; index++) window.port.postMessage(index)
    const numbers = (): unknown[] => window.received.filter((data) => typeof data === 'number')
    await vi.waitFor(() => expect(numbers()).toHaveLength(1000), patience)
    expect(numbers()).toEqual(Array.from({ length: 1000 }, (_, index) => index))
  })
})
