import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as tf from '@tensorflow/tfjs'
import { beforeAll, expect, it } from 'vitest'
import type { RunConfigInput } from '@shared/config/run-config'
import { useBackend } from '../../../unit/trainer/support/backends'
import { digitsLike } from '../support/data'
import { createEngines, mixedBatches } from './support/engines'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function residentMegabytes(): number {
  collectGarbage()
  return process.memoryUsage.rss() / 1024 / 1024
}

beforeAll(() => useBackend('tensorflow'))

it('20,000 steps leave nothing behind, in tfjs or in the library', { timeout: 180_000 }, async () => {
  // One thing a step that is not let go, be it the batch's positions alone, makes 38 MB.
  const rows = 600
  const config = { model: { kind: 'linear' as const }, training: { batchSize: rows } }
  const content = digitsLike({ classes: 3, samples: 1300, size: 2 })
  const engines = await createEngines(content, config, { stepsPerCall: 16 })
  const { eager, compiled } = engines
  eager.dispose()
  const batches = mixedBatches(engines, 160, 1000)
  const rates = new Array<number>(batches.length).fill(0.001)
  const train = (steps: number) => {
    for (let done = 0; done < steps; done += batches.length) compiled.train(batches, rates)
    compiled.evaluate('validation', 0, 100)
    compiled.loadState(compiled.readState())
  }
  train(4000)
  const tensors = tf.memory().numTensors
  const before = residentMegabytes()
  for (let part = 0; part < 4; part++) {
    train(4000)
    // What waits for the collector would count as well.
    collectGarbage()
  }
  expect(tf.memory().numTensors).toBe(tensors)
  expect(residentMegabytes() - before).toBeLessThan(12)
  compiled.dispose()
})

const losses: NonNullable<RunConfigInput['loss']>[] = [
  { kind: 'focal', alpha: 'balanced', labelSmoothing: 0.1 },
  { kind: 'focal', gammaFrom: 1, reweightFrom: 2, alpha: [1, 2, 3] },
  { kind: 'ldam' },
  { kind: 'balancedSoftmax' },
  { kind: 'focal', activation: 'sigmoid', alphaMode: 'positiveNegative', alpha: 0.25 },
]

it.each(losses)('engines that are disposed of leave no tensor behind: %o', async (loss) => {
  const content = digitsLike({ classes: 3, samples: 60, size: 2 })
  const config: RunConfigInput = {
    loss,
    model: { kind: 'mlp', layers: [4], dropout: 0.2, batchNorm: true },
    training: { epochs: 3 },
  }
  const run = async () => {
    const { eager, compiled } = await createEngines(content, config)
    for (const engine of [eager, compiled]) {
      engine.train([Int32Array.from({ length: 32 }, (_, i) => i)], [0.001])
      engine.evaluate('validation', 0, 5)
      engine.dispose()
    }
  }
  await run()
  const tensors = tf.memory().numTensors
  await run()
  expect(tf.memory().numTensors).toBe(tensors)
})
