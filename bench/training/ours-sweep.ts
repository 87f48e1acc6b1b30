/** Our side of the sweep: an engine in a home of its own, and all runs in its queue. */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { endedStates, type RunSummary } from '@shared/domain/run'
import { createEngine, type Engine } from '../../src/engine/engine'
import { digitsConfig } from './digits'

interface Request {
  home: string
  trainersAtOnce: number
  epochs: number
  runs: { gamma: number; learningRate: number }[]
}

async function main({ home, trainersAtOnce, epochs, runs }: Request): Promise<void> {
  mkdirSync(home, { recursive: true })
  const engine = await createEngine({
    home,
    host: 'command-line',
    queue: 'run',
    version: '0.0.0',
    resourcesFolder: resolve('resources'),
    trainerPath: join(import.meta.dirname, 'trainer.mjs'),
    nodePath: process.execPath,
  })
  await engine.client.app.changeSettings({ trainersAtOnce })
  const ended = untilEnded(engine, runs.length)
  for (const { gamma, learningRate } of runs) {
    const config = digitsConfig(1, epochs)
    config.loss.gamma = gamma
    config.optimizer.learningRate = learningRate
    await engine.client.runs.create({ config })
  }
  const results = await ended
  process.stdout.write(`${JSON.stringify({ runs: results.map(scoreOf) })}\n`)
  await engine.close()
}

/** Settles when so many runs have ended. @throws Error where one has failed */
async function untilEnded({ client }: Engine, count: number): Promise<RunSummary[]> {
  const ended = new Map<string, RunSummary>()
  for await (const events of await client.app.events()) {
    for (const run of events.flatMap((event) => (event.type === 'runs' ? event.runs : []))) {
      if (!endedStates.includes(run.state)) continue
      if (run.state !== 'done') throw new Error(`The run ${run.name} is ${run.state}: ${run.reason}`)
      ended.set(run.id, run)
    }
    if (ended.size === count) break
  }
  return [...ended.values()]
}

function scoreOf({ last }: RunSummary): { balancedAccuracy: number } {
  if (last === null) throw new Error('A run has no epoch.')
  return { balancedAccuracy: last.balancedAccuracy }
}

await main(JSON.parse(process.argv[2]!) as Request)
