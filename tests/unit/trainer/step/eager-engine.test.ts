import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { runConfigSchema, type RunConfigInput } from '@shared/config/run-config'
import { prepareRunData } from '../../../../src/trainer/data/run-data'
import { buildModel } from '../../../../src/trainer/models/build-model'
import { createEagerEngine } from '../../../../src/trainer/step/eager-engine'
import { digitsLike } from '../../../integration/trainer/support/data'
import { testedBackends, useBackend } from '../support/backends'

const content = digitsLike({ samples: 300 })

async function createEngine(input: RunConfigInput) {
  const config = runConfigSchema.parse(input)
  const data = prepareRunData(content, config)
  return { engine: createEagerEngine(await buildModel(config, data), config, data), data }
}

function batches(count: number, size = 16): Int32Array[] {
  return Array.from({ length: count }, (_, b) =>
    Int32Array.from({ length: size }, (_, i) => (7 * b + 3 * i) % 240),
  )
}

const config: RunConfigInput = {
  model: { kind: 'mlp', layers: [20], dropout: 0.3, batchNorm: true, l2: 0.01 },
  loss: { alpha: 'balanced' },
}

describe.each(testedBackends)('the eager engine on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  it('gives the same losses whether steps come one by one or together', async () => {
    const { engine: together } = await createEngine(config)
    const { engine: alone } = await createEngine(config)
    const rates = [0.01, 0.02, 0.005, 0.01]
    const expected = together.train(batches(4), rates)
    expect(batches(4).map((batch, i) => alone.train([batch], [rates[i]!])[0])).toEqual(Array.from(expected))
    expect(alone.readState()).toEqual(together.readState())
  })

  it('goes on from a state as if it had never stopped', async () => {
    const { engine } = await createEngine(config)
    engine.train(batches(5), new Array<number>(5).fill(0.01))
    const state = engine.readState()
    const expected = engine.train(batches(5), new Array<number>(5).fill(0.01))
    const { engine: other } = await createEngine(config)
    other.loadState(state)
    expect(other.readState()).toEqual(state)
    expect(other.train(batches(5), new Array<number>(5).fill(0.01))).toEqual(expected)
    expect(other.readState()).toEqual(engine.readState())
  })

  it('names weights and slots after their layers', async () => {
    const { engine } = await createEngine({ model: { kind: 'mlp', layers: [20] } })
    const { weights, slots } = engine.readState()
    expect(weights.map(({ name, shape }) => [name, shape])).toEqual([
      ['hidden_1/kernel', [64, 20]],
      ['hidden_1/bias', [20]],
      ['output/kernel', [20, 10]],
      ['output/bias', [10]],
    ])
    expect(slots.map(({ name }) => name)).toEqual(
      ['firstMoment', 'secondMoment'].flatMap((slot) => weights.map(({ name }) => `${slot}/${name}`)),
    )
  })

  it('measures the same in one part or in many', async () => {
    const { engine, data } = await createEngine(config)
    const size = data.validation.rows.length
    const whole = engine.evaluate('validation', 0, size)
    const parts = [engine.evaluate('validation', 0, 17), engine.evaluate('validation', 17, size)]
    expect(parts.flatMap(({ predictions }) => Array.from(predictions))).toEqual(Array.from(whole.predictions))
    for (const key of ['loss', 'lossDivisor', 'crossEntropy', 'crossEntropyDivisor'] as const) {
      expect(parts[0]![key] + parts[1]![key]).toBeCloseTo(whole[key], 3)
    }
    const logits = engine.logits('validation', 0, size)
    const argMax = Array.from({ length: size }, (_, i) => {
      const row = Array.from(logits.subarray(10 * i, 10 * i + 10))
      return row.indexOf(Math.max(...row))
    })
    expect(argMax).toEqual(Array.from(whole.predictions))
  })

  it('keeps its memory flat, and gives it back', async () => {
    const before = tf.memory().numTensors
    const { engine } = await createEngine({ ...config, optimizer: { clipNorm: 1 } })
    engine.train(batches(2), [0.01, 0.01])
    const afterTwo = tf.memory().numTensors
    engine.train(batches(50), new Array<number>(50).fill(0.01))
    engine.evaluate('train', 0, 100)
    engine.penalty()
    engine.logits('train', 0, 100)
    engine.loadState(engine.readState())
    expect(tf.memory().numTensors).toBe(afterTwo)
    engine.dispose()
    // Class weights of the loss and the dropout seeds are kept for the process, which trains one run.
    expect(tf.memory().numTensors - before).toBeLessThan(5)
  })
})
