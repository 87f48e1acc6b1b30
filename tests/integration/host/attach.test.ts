import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { attachEngine, connectEngine } from '../../../src/engine/host/attach'
import {
  engineFile,
  readEngineAddress,
  writeEngineAddress,
  type EngineAddress,
} from '../../../src/engine/host/engine-file'
import { run, runJson, start, temporaryFolder, type Running } from '../support/command-line'
import { readAll } from './support'

interface Served {
  url: string
  port: number
  home: string
  pid: number
}

async function serve(home: string, args: string[] = []): Promise<{ running: Running; document: Served }> {
  const running = await start(['serve', '--json', ...args], { home })
  const [line] = await running.until(/^\{.*\}$/m)
  return { running, document: JSON.parse(line) as Served }
}

const command = (home: string) => ({ home, host: 'command-line', queue: 'hold' }) as const
const staleAddress = (change: Partial<EngineAddress> = {}): EngineAddress => ({
  pid: process.pid,
  port: 1,
  token: 'x'.repeat(40),
  host: '127.0.0.1',
  startedAt: 0,
  ...change,
})

describe('a home', () => {
  it('is told of in a file for its owner alone, which goes with the engine', async () => {
    const home = temporaryFolder()
    const engine = await connectEngine(command(home))
    expect(engine).toMatchObject({ hosted: true, host: 'command-line', pid: process.pid })
    expect(readEngineAddress(home)).toMatchObject({ pid: process.pid, host: '127.0.0.1' })
    expect(statSync(engineFile(home)).mode & 0o777).toBe(0o600)
    await engine.close()
    expect(readEngineAddress(home)).toBeNull()
  })

  it('is opened at once after its engine was killed (kill -9)', async () => {
    const home = temporaryFolder()
    const { running } = await serve(home)
    running.child.kill('SIGKILL')
    await running.ended
    expect(statSync(engineFile(home)).isFile()).toBe(true)
    const started = performance.now()
    const engine = await connectEngine(command(home))
    expect(engine.hosted).toBe(true)
    expect(performance.now() - started).toBeLessThan(5000)
    await engine.close()
  })

  it('has one engine, however many start in the same instant', async () => {
    const home = temporaryFolder()
    const served = await Promise.all(Array.from({ length: 4 }, () => serve(home)))
    const pids = new Set(served.map(({ document }) => document.pid))
    expect(pids.size).toBe(1)
    expect(new Set(served.map(({ document }) => document.url)).size).toBe(4)
    const [hostPid] = pids
    for (const { running } of served) {
      if (running.child.pid !== hostPid) expect(await running.ended).toMatchObject({ exitCode: 0 })
    }
    expect(await runJson(['list'], { home })).toEqual({ runs: [] })
  })

  it('serves commands that come and go at the same time, one after the other or together', async () => {
    const home = temporaryFolder()
    const all = await Promise.all(Array.from({ length: 4 }, () => run(['list', '--json'], { home })))
    for (const { exitCode, stdout } of all)
      expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '{"runs":[]}\n' })
  })

  it('says who holds it where that one does not answer', async () => {
    const home = temporaryFolder()
    const { running } = await serve(home)
    writeFileSync(engineFile(home), 'not an address')
    await expect(connectEngine(command(home), 300)).rejects.toMatchObject({ code: 'home-in-use' })
    running.child.kill('SIGINT')
    await running.ended
  })
})

describe('attachEngine', () => {
  it('answers through the engine that runs, in another process', async () => {
    const home = temporaryFolder()
    const { document, running } = await serve(home)
    const engine = await connectEngine(command(home))
    expect(engine).toMatchObject({ hosted: false, host: 'serve', pid: document.pid })
    expect((await engine.client.app.info()).engine.pid).toBe(document.pid)
    await engine.close()
    running.child.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ exitCode: 0 })
  })

  it('rejects what is pending when the engine dies', async () => {
    const home = temporaryFolder()
    const { running } = await serve(home)
    const engine = await attachEngine(home)
    const events = await engine!.client.app.events()
    const following = readAll(events)
    running.child.kill('SIGKILL')
    await expect(following).rejects.toThrow()
    await engine!.closed
  })

  it.each<[what: string, address: EngineAddress | string]>([
    ['a dead process', staleAddress({ pid: 2 ** 22 - 1 })],
    ['a port where nobody listens', staleAddress()],
    ['half a file', '{"pid": 12'],
    ['another shape', '{"pid": "12", "port": 0}'],
    ['an empty file', ''],
  ])('does not believe an address of %s', async (_what, address) => {
    const home = temporaryFolder()
    if (typeof address === 'string') writeFileSync(engineFile(home), address)
    else writeEngineAddress(home, address)
    expect(await attachEngine(home)).toBeNull()
    const engine = await connectEngine(command(home))
    expect(engine.hosted).toBe(true)
    await engine.close()
  })

  it('does not believe a stranger who listens at an old address', async () => {
    const home = temporaryFolder()
    const stranger = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n')).listen(0, '127.0.0.1')
    onTestFinished(() => void stranger.close())
    await new Promise((settle) => stranger.once('listening', settle))
    const address = stranger.address()
    writeEngineAddress(home, staleAddress({ port: typeof address === 'object' ? address!.port : 0 }))
    expect(await attachEngine(home)).toBeNull()
  })

  it('does not let in who knows the home but not the token', async () => {
    const [home, other] = [temporaryFolder(), temporaryFolder()]
    await serve(home)
    mkdirSync(other, { recursive: true })
    const address = JSON.parse(readFileSync(join(home, 'engine.json'), 'utf8')) as EngineAddress
    writeEngineAddress(other, { ...address, token: 'y'.repeat(43) })
    expect(await attachEngine(other)).toBeNull()
  })
})
