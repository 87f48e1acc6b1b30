/** A real engine in a home of its own, with a real trainer built from the sources as they are. */
import type { ChildProcess } from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import type { RunConfigInput } from '@shared/config/run-config'
import { unwrapError } from '@shared/contract/errors'
import { endedStates, type RunState, type RunSummary } from '@shared/domain/run'
import type { FocalError } from '@shared/errors'
import { createEngine, type Engine, type EngineOptions } from '../../../src/engine/engine'

// Inside the project, where the processes find their packages.
const built = resolve(`out/tests/engine-${process.pid}`)
export const trainerPath = join(built, 'trainer.js')
/** An engine in a process of its own, to be killed (fixtures/engine-process.ts). */
export const engineProcessPath = join(built, 'engine.js')

beforeAll(async () => {
  await build({
    configFile: resolve('vite.node.config.ts'),
    logLevel: 'error',
    build: {
      outDir: built,
      sourcemap: false,
      rolldownOptions: {
        input: {
          importer: resolve('src/engine/datasets/importer/process.ts'),
          trainer: resolve('src/trainer/process.ts'),
          engine: resolve(import.meta.dirname, 'fixtures', 'engine-process.ts'),
        },
      },
    },
  })
})

afterAll(() => rmSync(built, { recursive: true, force: true }))

const children: ChildProcess[] = []
subscribe('child_process', (message) => children.push((message as { process: ChildProcess }).process))

/** Trainers of this process's engines that have not ended, in the order they were started. */
export function liveTrainers(): ChildProcess[] {
  return children.filter(
    ({ spawnargs, exitCode, signalCode, pid }) =>
      spawnargs.includes(trainerPath) && pid !== undefined && exitCode === null && signalCode === null,
  )
}

/** A folder that is removed after the test. */
export function makeHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'focal-bench-engine-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))
  return home
}

/** Opens an engine that is closed after the test, before its home is removed. */
export async function openEngine(home: string, options: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = await createEngine({
    home,
    host: 'command-line',
    queue: 'run',
    version: '0.0.0',
    resourcesFolder: resolve('resources'),
    trainerPath,
    importerPath: join(built, 'importer.js'),
    nodePath: process.execPath,
    ...options,
  })
  onTestFinished(() => engine.close())
  return engine
}

/** A run that takes well under a second. */
export const shortRun = {
  data: { dataset: 'digits' },
  model: { kind: 'linear' },
  loss: { kind: 'ce' },
  optimizer: { learningRate: 0.03 },
  training: { epochs: 2, batchSize: 128 },
} satisfies RunConfigInput

/** A run that would take minutes, with many short epochs. */
export const longRun = { ...shortRun, training: { epochs: 5000, batchSize: 128 } } satisfies RunConfigInput

export async function waitFor<T>(
  what: string,
  read: () => Promise<T | null | false>,
  milliseconds = 120_000,
): Promise<T> {
  const until = Date.now() + milliseconds
  for (;;) {
    const value = await read()
    if (value !== null && value !== false) return value
    if (Date.now() > until) throw new Error(`${what} did not happen within ${milliseconds} ms`)
    await new Promise((settle) => setTimeout(settle, 20))
  }
}

export function waitForState(engine: Engine, id: string, ...states: RunState[]): Promise<RunSummary> {
  return waitFor(`run ${id} becoming ${states.join(' or ')}`, async () => {
    const run = await engine.client.runs.get({ id })
    if (!states.includes(run.state) && endedStates.includes(run.state)) {
      throw new Error(`run ${run.name} became ${run.state}: ${run.reason}`)
    }
    return states.includes(run.state) ? run : null
  })
}

/** What a call is refused with. */
export async function refusal(call: Promise<unknown>): Promise<FocalError> {
  try {
    await call
  } catch (thrown) {
    return unwrapError(thrown)
  }
  throw new Error('The call was expected to be refused, and was not.')
}
