import { runConfigSchema, type RunConfigInput } from '@shared/config/run-config'
import { createCompiledEngine } from '../../src/trainer/compile/compiled-engine'
import { prepareRunData } from '../../src/trainer/data/run-data'
import { buildModel } from '../../src/trainer/models/build-model'
import { digitsLike } from '../../tests/integration/trainer/support/data'
import type { MemoryLog } from './memory-log'

const stepsPerCall = 16
const samples = 20

async function openRun(input: RunConfigInput) {
  const config = runConfigSchema.parse(input)
  const data = prepareRunData(digitsLike({ samples: 1000 }), config)
  const engine = createCompiledEngine(await buildModel(config, data), config, data, { stepsPerCall })
  const { batchSize } = config.training
  const rows = data.train.rows.length
  /** Trains so many steps, in pieces as the loop does. */
  const train = (steps: number) => {
    for (let done = 0; done < steps; done += 160) {
      const batches = Array.from({ length: Math.min(160, steps - done) }, (_, b) =>
        Int32Array.from({ length: batchSize }, (_, i) => (7 * i + 13 * b + done) % rows),
      )
      engine.train(batches, new Array<number>(batches.length).fill(config.optimizer.learningRate))
    }
  }
  return { engine, data, train }
}

/** One run of so many steps; what an epoch's end does (measuring, state out and in) once a sample. */
export async function soakSteps(input: RunConfigInput, steps: number, log: MemoryLog): Promise<void> {
  const { engine, data, train } = await openRun(input)
  train(1000)
  log.sample(0)
  for (let part = 1; part <= samples; part++) {
    train(Math.round(steps / samples))
    engine.evaluate('train', 0, data.train.rows.length)
    engine.logits('validation', 0, data.validation.rows.length)
    engine.loadState(engine.readState())
    log.sample(Math.round((steps * part) / samples))
  }
  engine.dispose()
}

/** So many short runs in one process, made and disposed. In the product each run has a process of its own. */
export async function soakRuns(input: RunConfigInput, runs: number, log: MemoryLog): Promise<void> {
  log.sample(0)
  for (let run = 1; run <= runs; run++) {
    const { engine, data, train } = await openRun(input)
    train(20)
    engine.evaluate('validation', 0, data.validation.rows.length)
    engine.dispose()
    if (run % Math.max(1, Math.round(runs / samples)) === 0) log.sample(run)
  }
}
