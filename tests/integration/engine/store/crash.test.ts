import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CurveKey } from '@shared/contract/curves'
import {
  epochRecord,
  lossAt,
  plainConnection,
  secondsAt,
  stepsOfAnEpoch,
  temporaryHome,
  temporaryStore,
} from './support'

// Inside the project, where the writer finds its packages.
const folder = resolve(`out/tests/store-${process.pid}`)
const stepLoss: CurveKey = { metric: 'loss', split: 'train', classIndex: null, resolution: 'step' }

beforeAll(async () => {
  await build({
    configFile: resolve('vite.node.config.ts'),
    logLevel: 'error',
    build: {
      outDir: folder,
      sourcemap: false,
      rolldownOptions: {
        input: { writer: resolve(import.meta.dirname, 'crash-writer.ts') },
        output: { entryFileNames: '[name].mjs' },
      },
    },
  })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the writer until it has said so many lines, kills it at once, and gives back the last it said of each kind. */
async function writeUntilKilled(home: string, lines: number): Promise<{ step: number; epoch: number }> {
  const writer = spawn(process.execPath, [resolve(folder, 'writer.mjs'), home], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const acknowledged = { step: 0, epoch: 0 }
  let said = 0
  let complaint = ''
  writer.stderr.on('data', (bytes: Buffer) => (complaint += bytes.toString()))
  createInterface(writer.stdout).on('line', (line) => {
    const [kind, number] = line.split(' ')
    acknowledged[kind as 'step' | 'epoch'] = Number(number)
    if (++said === lines) writer.kill('SIGKILL')
  })
  const [, signal] = (await once(writer, 'close')) as [number | null, NodeJS.Signals | null]
  expect(complaint).toBe('')
  expect(signal).toBe('SIGKILL')
  return acknowledged
}

it('a process killed with -9 in the middle of appends loses nothing that it had said was written', async () => {
  const home = temporaryHome()
  for (const lines of [1, 40, 7, 150]) {
    const acknowledged = await writeUntilKilled(home, lines)
    const store = temporaryStore(home)
    const [run] = store.runs.list()
    const { id } = run!
    expect(store.interrupted).toEqual([id])
    expect(run!.state).toBe('interrupted')
    const connection = plainConnection(store)
    expect(connection.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(connection.pragma('foreign_key_check')).toEqual([])

    const lastStep = store.metrics.lastStep(id)
    expect(lastStep).toBeGreaterThanOrEqual(acknowledged.step)
    const steps = Array.from({ length: lastStep }, (_, index) => index + 1)
    const curve = store.metrics.readCurve(id, stepLoss, { maxPoints: lastStep + 1 })
    expect(curve.step).toEqual(steps)
    expect(curve.mean).toEqual(steps.map(lossAt))
    expect(curve.seconds).toEqual(steps.map(secondsAt))
    const rolledUp = store.metrics.readCurve(id, stepLoss, { maxPoints: 3 })
    expect(rolledUp.points).toBe(lastStep)

    const epochs = store.metrics.epochs(id)
    expect(epochs.length).toBeGreaterThanOrEqual(acknowledged.epoch)
    expect(epochs).toEqual(
      epochs.map((_, index) => epochRecord(index + 1, { step: (index + 1) * stepsOfAnEpoch })),
    )
    store.close()
  }
}, 120_000)
