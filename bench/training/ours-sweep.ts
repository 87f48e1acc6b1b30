/** Our side of the sweep: an engine in a home of its own, and all runs in its queue. */
import { mkdirSync } from 'node:fs'
import type { RunSummary } from '@shared/domain/run'
import { openBenchEngine, untilEnded } from '../bench-engine'
import { digitsConfig } from './digits'

interface Request {
  home: string
  trainersAtOnce: number
  epochs: number
  runs: { gamma: number; learningRate: number }[]
}

async function main({ home, trainersAtOnce, epochs, runs }: Request): Promise<void> {
  mkdirSync(home, { recursive: true })
  const engine = await openBenchEngine(home, import.meta.dirname)
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

function scoreOf({ last }: RunSummary): { balancedAccuracy: number } {
  if (last === null) throw new Error('A run has no epoch.')
  return { balancedAccuracy: last.balancedAccuracy }
}

await main(JSON.parse(process.argv[2]!) as Request)
