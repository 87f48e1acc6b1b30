import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { FocalError } from '@shared/errors'
import type { EngineState } from '@shared/preload-api'
import { forkEngine } from '../../../src/main/engine-runtime'
import { EngineSupervisor } from '../../../src/main/engine-supervisor'

// Processes take their time to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const enginePath = join(import.meta.dirname, 'fixtures', 'engine.mjs')
const patience = { timeout: 60_000, interval: 20 }
const started: EngineSupervisor[] = []

interface Watched {
  supervisor: EngineSupervisor
  states: EngineState[]
  log: string[]
  messages: unknown[]
  pids: number[]
  /** How the next process behaves. */
  behaviour: string
  /** Hears of a process's end before the supervisor does. */
  onExit: () => unknown
}

function supervise(behaviour: string): Watched {
  const watched: Omit<Watched, 'supervisor'> = {
    states: [],
    log: [],
    messages: [],
    pids: [],
    behaviour,
    onExit: () => undefined,
  }
  const supervisor = new EngineSupervisor({
    fork() {
      const runtime = { execPath: process.execPath, environment: { ENGINE_BEHAVIOUR: watched.behaviour } }
      const child = forkEngine(runtime, enginePath, process.env)
      if (child.pid !== undefined) watched.pids.push(child.pid)
      child.once('exit', () => watched.onExit())
      return child
    },
    onState: (state) => watched.states.push(state),
    onMessage: (channel, data) => watched.messages.push([channel, data]),
    onNotify: () => undefined,
    log: (line) => watched.log.push(line),
  })
  started.push(supervisor)
  return Object.assign(watched, { supervisor })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const becomes = (watched: Watched, state: EngineState['state']): Promise<void> =>
  vi.waitFor(() => expect(watched.supervisor.state.state).toBe(state), patience)

afterEach(async () => {
  await Promise.all(started.splice(0).map((supervisor) => supervisor.quit()))
})

describe('EngineSupervisor', () => {
  it('starts the engine, passes messages, and leaves nothing running after quit', async () => {
    const watched = supervise('good')
    watched.supervisor.start()
    expect(watched.states).toEqual([{ state: 'starting' }])
    expect(watched.supervisor.send({ type: 'open', channel: 1 })).toBe(false)
    await becomes(watched, 'ready')

    const data = { bytes: new Uint8Array([1, 2, 3]), map: new Map([['a', 1]]) }
    watched.supervisor.send({ type: 'message', channel: 4, data })
    await vi.waitFor(() => expect(watched.messages).toEqual([[4, data]]), patience)

    await watched.supervisor.quit()
    expect(watched.pids).toHaveLength(1)
    expect(watched.pids.some(isAlive)).toBe(false)
    expect(watched.states.map((state) => state.state)).toEqual(['starting', 'ready'])
  })

  it('says how the engine ended, and starts it anew', async () => {
    const watched = supervise('good')
    watched.supervisor.start()
    await becomes(watched, 'ready')
    process.kill(watched.pids[0]!, 'SIGKILL')
    await vi.waitFor(() => expect(watched.pids).toHaveLength(2), patience)
    await becomes(watched, 'ready')
    expect(watched.states).toEqual([
      { state: 'starting' },
      { state: 'ready' },
      { state: 'lost', reason: 'The engine was ended by SIGKILL.', restarts: 1 },
      { state: 'starting' },
      { state: 'ready' },
    ])
  })

  it("refuses after five restarts within a minute, with the engine's last words; restart() begins anew", async () => {
    const watched = supervise('dies-at-once')
    watched.supervisor.start()
    await becomes(watched, 'refused')
    expect(watched.pids).toHaveLength(6)
    expect(watched.states.filter((state) => state.state === 'lost')).toHaveLength(5)
    expect(watched.supervisor.state).toMatchObject({
      error: { code: 'engine-lost', message: expect.stringContaining('the database is on fire') as string },
    })
    expect(watched.log).toContain('engine: Error: the database is on fire')

    watched.behaviour = 'good'
    watched.supervisor.restart()
    await becomes(watched, 'ready')
  })

  it('passes on a refusal and does not try again by itself', async () => {
    const watched = supervise('refuses')
    watched.supervisor.start()
    await becomes(watched, 'refused')
    await vi.waitFor(() => expect(isAlive(watched.pids[0]!)).toBe(false), patience)
    expect(watched.supervisor.state).toMatchObject({ error: { code: 'home-in-use' } })
    expect(watched.pids).toHaveLength(1)

    watched.behaviour = 'good'
    watched.supervisor.restart()
    await becomes(watched, 'ready')
  })

  it('refuses where there is no binary to run it', async () => {
    const states: EngineState[] = []
    const error = { code: 'unsupported', message: 'No Node.', details: {} } as const
    const supervisor = new EngineSupervisor({
      fork: () => {
        throw new FocalError(error)
      },
      onState: (state) => states.push(state),
      onMessage: () => undefined,
      onNotify: () => undefined,
      log: () => undefined,
    })
    supervisor.start()
    expect(states.at(-1)).toEqual({ state: 'refused', error })
    await supervisor.quit()
  })

  it('treats a binary that cannot be executed as a death with its reason', async () => {
    const states: EngineState[] = []
    const supervisor = new EngineSupervisor({
      fork: () => forkEngine({ execPath: '/does/not/exist', environment: {} }, enginePath, process.env),
      onState: (state) => states.push(state),
      onMessage: () => undefined,
      onNotify: () => undefined,
      log: () => undefined,
    })
    started.push(supervisor)
    supervisor.start()
    await vi.waitFor(() => expect(supervisor.state.state).toBe('refused'), patience)
    expect(states.find((state) => state.state === 'lost')).toMatchObject({
      reason: expect.stringContaining('could not be started') as string,
    })
  })

  it('ends an engine that does not quit within four seconds', async () => {
    const watched = supervise('never-quits')
    watched.supervisor.start()
    await becomes(watched, 'ready')
    const begin = performance.now()
    await watched.supervisor.quit()
    expect(performance.now() - begin).toBeGreaterThan(3900)
    expect(performance.now() - begin).toBeLessThan(9000)
    expect(isAlive(watched.pids[0]!)).toBe(false)
  })

  it('waited for ever to quit an engine that had just ended', async () => {
    const watched = supervise('good')
    watched.supervisor.start()
    await becomes(watched, 'ready')
    const quit = new Promise<void>((settle, fail) => {
      watched.onExit = () => watched.supervisor.quit().then(settle, fail)
    })
    process.kill(watched.pids[0]!, 'SIGKILL')
    await quit
    expect(isAlive(watched.pids[0]!)).toBe(false)
  })

  it("ends the engine's own children with it", async () => {
    const watched = supervise('leaves-a-child')
    watched.supervisor.start()
    await becomes(watched, 'ready')
    const ready = watched.log.find((line) => line.includes('ready')) ?? ''
    const grandchild = Number(/child (\d+)/.exec(ready)?.[1])
    expect(isAlive(grandchild)).toBe(true)
    process.kill(watched.pids[0]!, 'SIGKILL')
    await vi.waitFor(() => expect(isAlive(grandchild)).toBe(false), patience)
  })
})
