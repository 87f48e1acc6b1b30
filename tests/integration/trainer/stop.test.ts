import { fork } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { buildTrainer } from './support/build-trainer'
import { digitsLike } from './support/data'
import { messagesOf, TrainerBench } from './support/run-trainer'

// Each test starts processes, which takes long where the machine is busy.
vi.setConfig({ testTimeout: 180_000 })

let trainerPath: string
let bench: TrainerBench

beforeAll(async () => {
  trainerPath = await buildTrainer()
  bench = await TrainerBench.create(trainerPath, digitsLike({ samples: 20_000 }))
})
afterAll(() => bench.clean())

describe('stop', () => {
  it('ends a run in the middle of an epoch, within a second, and keeps what it has', async () => {
    let stoppedAt = 0
    const run = await bench.run({
      config: { training: { epochs: 100, batchSize: 4 } },
      onMessage: (message, child) => {
        if (message.type !== 'steps' || stoppedAt !== 0) return
        stoppedAt = performance.now()
        child.send({ type: 'stop' })
      },
    })
    const milliseconds = performance.now() - stoppedAt
    expect(messagesOf(run, 'ended')[0]).toMatchObject({ state: 'stopped', reason: null })
    expect(run.exitCode).toBe(0)
    expect(messagesOf(run, 'epoch')).toEqual([])
    expect(messagesOf(run, 'predictions')).toEqual([])
    expect(messagesOf(run, 'steps').flatMap(({ losses }) => Array.from(losses)).length).toBeLessThan(4000)
    expect(milliseconds).toBeLessThan(1000)
  })

  it('is heard while a split is measured', async () => {
    // Wide enough that 16,000 rows are not measured before the message has arrived.
    const model = { kind: 'mlp' as const, layers: [1024, 1024] }
    const run = await bench.run({
      config: { model, training: { epochs: 3, batchSize: 16_000 } },
      onMessage: (message, child) => {
        if (message.type === 'steps') child.send({ type: 'stop' })
      },
    })
    expect(messagesOf(run, 'ended')[0]).toMatchObject({ state: 'stopped' })
    expect(messagesOf(run, 'epoch')).toEqual([])
  })
})

describe('a trainer whose parent is gone', () => {
  it('exits, in the middle of an epoch', async () => {
    const parentPath = join(bench.folder, 'parent.mjs')
    const start = await bench.startMessage({ config: { training: { epochs: 10_000, batchSize: 4 } } })
    await writeFile(
      parentPath,
      `import { fork } from 'node:child_process'
       const trainer = fork(${JSON.stringify(trainerPath)}, { serialization: 'advanced' })
       trainer.on('message', (message) => { if (message.type === 'steps') process.send(trainer.pid) })
       trainer.send(${JSON.stringify(start)})`,
    )
    const parent = fork(parentPath)
    const trainerPid = await new Promise<number>((settle) =>
      parent.once('message', (pid) => settle(pid as number)),
    )
    expect(isAlive(trainerPid)).toBe(true)
    parent.kill('SIGKILL')
    const deadline = performance.now() + 5000
    while (isAlive(trainerPid) && performance.now() < deadline) await sleep(20)
    expect(isAlive(trainerPid)).toBe(false)
  })

  it('does not start at all by hand', async () => {
    const { spawnSync } = await import('node:child_process')
    const { status, stderr } = spawnSync(process.execPath, [trainerPath], { encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stderr).toBe('The trainer is started by the engine; use "npx focal-bench train".\n')
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
