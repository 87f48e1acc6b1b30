/** An engine for benchmarks: its trainers are built beside the benchmark (run-bench.mjs, `engineProcesses`). */
import { join, resolve } from 'node:path'
import { endedStates, type RunSummary } from '@shared/domain/run'
import { createEngine, type Engine } from '../src/engine/engine'

/**
 * @param home folder of its own
 * @param built folder of the built benchmark
 */
export function openBenchEngine(home: string, built: string): Promise<Engine> {
  return createEngine({
    home,
    host: 'command-line',
    queue: 'run',
    version: '0.0.0',
    resourcesFolder: resolve('resources'),
    trainerPath: join(built, 'trainer.mjs'),
    importerPath: join(built, 'importer.mjs'),
    nodePath: process.execPath,
  })
}

/**
 * Settles when so many runs have ended; call it before the first is created.
 * @param onEnded hears how many there are after each
 * @throws Error where one has not trained to its end
 */
export async function untilEnded(
  { client }: Engine,
  count: number,
  onEnded: (ended: number) => void = () => undefined,
): Promise<RunSummary[]> {
  const ended = new Map<string, RunSummary>()
  for await (const events of await client.app.events()) {
    for (const run of events.flatMap((event) => (event.type === 'runs' ? event.runs : []))) {
      if (!endedStates.includes(run.state)) continue
      if (run.state !== 'done') throw new Error(`The run ${run.name} is ${run.state}: ${run.reason}`)
      const isNew = !ended.has(run.id)
      ended.set(run.id, run)
      if (isNew) onEnded(ended.size)
    }
    if (ended.size === count) break
  }
  return [...ended.values()]
}
