/** Long use of compiled training: memory over steps, memory over runs, and how soon a trainer's first step is done. */
import { parseArgs } from 'node:util'
import type { RunConfigInput } from '@shared/config/run-config'
import { useBackend } from '../../tests/unit/trainer/support/backends'
import { MemoryLog, type MemorySample } from './memory-log'
import { soakRuns, soakSteps } from './soak'
import { timeToFirstStep, type StartTimes } from './start'

const { values: options } = parseArgs({
  options: {
    steps: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '1000' },
    starts: { type: 'string', default: '7' },
    json: { type: 'boolean', default: false },
  },
})

const config: RunConfigInput = {
  model: { kind: 'mlp', layers: [32, 16], dropout: 0.2, batchNorm: true, l2: 0.0001 },
  loss: { alpha: 'balanced' },
  training: { batchSize: 32, epochs: 1 },
}

interface Result {
  steps: MemorySample[]
  runs: MemorySample[]
  start: StartTimes | null
}

const result: Result = { steps: [], runs: [], start: null }
// First, while nothing else is in this process's way.
if (Number(options.starts) > 0) result.start = await timeToFirstStep(Number(options.starts))
if (Number(options.steps) > 0) {
  await useBackend('tensorflow')
  const log = new MemoryLog('steps', !options.json)
  await soakSteps(config, Number(options.steps), log)
  result.steps = log.samples
}
if (Number(options.runs) > 0) {
  await useBackend('tensorflow')
  const log = new MemoryLog('runs', !options.json)
  await soakRuns(config, Number(options.runs), log)
  result.runs = log.samples
}
if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`)
else if (result.start !== null) {
  const { ready, firstStep } = result.start
  process.stdout.write(
    `start: ready after ${ready.toFixed(2)} s, first step after ${firstStep.toFixed(2)} s (medians)\n`,
  )
}
