import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { RunConfigInput } from '@shared/config/run-config'
import { useBackend } from '../../../unit/trainer/support/backends'
import { digitsLike } from '../support/data'
import { createEngines, mixedBatches } from './support/engines'

const content = digitsLike({ samples: 300 })
const everything: RunConfigInput = {
  model: { kind: 'mlp', layers: [20], dropout: 0.3, batchNorm: true, l2: 0.01 },
  loss: { alpha: 'balanced', reduction: 'weightedMean' },
  training: { batchSize: 16 },
}

async function createCompiled(
  config: RunConfigInput = everything,
  options: Parameters<typeof createEngines>[2] = {},
) {
  const engines = await createEngines(content, config, options)
  engines.eager.dispose()
  const train = (count: number) =>
    engines.compiled.train(mixedBatches(engines, count), new Array<number>(count).fill(0.01))
  return { ...engines, train }
}

beforeAll(() => useBackend('tensorflow'))

describe('the compiled engine', () => {
  it('gives the same digits whether steps come one by one or many in one call', async () => {
    const together = await createCompiled()
    const alone = await createCompiled(everything, { stepsPerCall: 1 })
    expect(together.train(30)).toEqual(alone.train(30))
    expect(together.compiled.readState()).toEqual(alone.compiled.readState())
  })

  it('repeats its digits from the same state', async () => {
    const { compiled, train } = await createCompiled()
    train(5)
    const state = compiled.readState()
    const first = train(40)
    const after = compiled.readState()
    compiled.loadState(state)
    expect(compiled.readState()).toEqual(state)
    expect(train(40)).toEqual(first)
    expect(compiled.readState()).toEqual(after)
  })

  it('goes on from a state that single operations left', async () => {
    const engines = await createEngines(content, everything)
    const rates = new Array<number>(20).fill(0.01)
    engines.eager.train(mixedBatches(engines, 20), rates)
    const state = engines.eager.readState()
    engines.compiled.loadState(state)
    expect(engines.compiled.readState()).toEqual(state)
    const expected = engines.eager.train(mixedBatches(engines, 20), rates)
    engines.compiled
      .train(mixedBatches(engines, 20), rates)
      .forEach((loss, i) => expect(Math.abs(loss / expected[i]! - 1)).toBeLessThan(1e-5))
  })

  it.each([
    ['cut', true],
    ['whole', false],
  ])('goes on from a state whose columns were %s', async (_, cutsColumns) => {
    const wide: RunConfigInput = { model: { kind: 'mlp', layers: [20, 8] }, training: { batchSize: 16 } }
    const before = await createCompiled(wide, { cutsColumns })
    const after = await createCompiled(wide, { cutsColumns: !cutsColumns })
    const parts = [before, after].map(({ compiled }) => compiled.columnParts)
    expect(parts).toEqual(cutsColumns ? [2, 1] : [1, 2])
    before.train(20)
    const state = before.compiled.readState()
    after.compiled.loadState(state)
    expect(after.compiled.readState()).toEqual(state)
    const expected = before.train(20)
    after.train(20).forEach((loss, i) => expect(Math.abs(loss / expected[i]! - 1)).toBeLessThan(1e-5))
  })

  it('refuses a state of another model', async () => {
    const { compiled } = await createCompiled()
    const other = await createCompiled({ model: { kind: 'linear' } })
    expect(() => compiled.loadState(other.compiled.readState())).toThrow(/does not fit the model/)
  })

  it('refuses a batch of a size that was not compiled', async () => {
    const { compiled } = await createCompiled()
    expect(() => compiled.train([Int32Array.of(1, 2, 3)], [0.01])).toThrow(/batch of 3 rows/)
  })

  it('measures the same in one part or in many', async () => {
    const { compiled, data, train } = await createCompiled()
    train(20)
    const size = data.validation.rows.length
    const whole = compiled.evaluate('validation', 0, size)
    const parts = [compiled.evaluate('validation', 0, 17), compiled.evaluate('validation', 17, size)]
    expect(parts.flatMap(({ predictions }) => Array.from(predictions))).toEqual(Array.from(whole.predictions))
    for (const key of ['loss', 'lossDivisor', 'crossEntropy', 'crossEntropyDivisor'] as const) {
      expect(parts[0]![key] + parts[1]![key]).toBeCloseTo(whole[key], 3)
    }
    expect(Array.from(compiled.logits('validation', 17, size))).toEqual(
      Array.from(compiled.logits('validation', 0, size).subarray(170)),
    )
  })

  it('leaves nothing in tfjs from step to step', async () => {
    const before = tf.memory().numTensors
    const { compiled, train } = await createCompiled()
    train(2)
    const afterTwo = tf.memory().numTensors
    train(50)
    compiled.evaluate('train', 0, 100)
    compiled.penalty()
    compiled.loadState(compiled.readState())
    expect(tf.memory().numTensors).toBe(afterTwo)
    compiled.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
