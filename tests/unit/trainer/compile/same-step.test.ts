import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { recordTrainingStep } from '../../../../src/trainer/compile/recorded-step'
import { differenceOfSteps } from '../../../../src/trainer/compile/same-step'
import { SeededDropout } from '../../../../src/trainer/models/dropout'
import { useBackend } from '../support/backends'
import { recipeOf } from './support/recipe'

beforeAll(() => useBackend('tensorflow'))

/** A layer of a person's own, which does with its input whatever is given. */
class FunctionLayer extends tf.layers.Layer {
  static readonly className = 'FunctionLayer'
  constructor(private readonly run: (input: tf.Tensor) => tf.Tensor) {
    super({})
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return this.run(Array.isArray(inputs) ? inputs[0]! : inputs)
  }
}

const rows = {
  inputs: Float32Array.from({ length: 40 }, (_, i) => Math.sin(i)),
  labels: Int32Array.from({ length: 10 }, (_, i) => i % 3),
}

/** What two recordings differ in, of a model with some layer in its middle. */
function difference(middle: tf.layers.Layer): string | null {
  const layers = [tf.layers.dense({ units: 5, inputShape: [4] }), middle, tf.layers.dense({ units: 3 })]
  const recipe = recipeOf(layers, [4, 3, 3], 1)
  const before = recipe.weights.map(({ variable }) => Array.from(variable.dataSync()))
  const first = recordTrainingStep(recipe, { rows, positions: Int32Array.of(0, 1, 2, 3), step: 1 })
  const second = recordTrainingStep(recipe, {
    rows,
    positions: Int32Array.of(9, 8, 7, 6),
    step: 2,
    nudged: true,
  })
  expect(recipe.weights.map(({ variable }) => Array.from(variable.dataSync()))).toEqual(before)
  return differenceOfSteps(first, second)
}

describe('two recordings of a step', () => {
  it.each([
    ['an activation', () => tf.layers.activation({ activation: 'elu' })],
    ['batch-norm', () => tf.layers.batchNormalization()],
    ['dropout that follows from the step', () => new SeededDropout({ rate: 0.5 })],
    // Its kernel reads the numbers of the rows, to check them.
    [
      'rows that are looked up',
      () => new FunctionLayer((x) => tf.gather(x, tf.tensor1d([1, 0, 3, 3], 'int32'))),
    ],
    ['a fixed table', () => new FunctionLayer((x) => tf.mul(x, tf.tensor1d([1, 2, 3, 4, 5])))],
  ])('are the same with %s', (_, layer) => {
    expect(difference(layer())).toBeNull()
  })

  it.each([
    ['draws numbers in JavaScript', (x: tf.Tensor) => tf.mul(x, tf.randomUniform([5]))],
    ['counts its calls', (x: tf.Tensor) => tf.mul(x, tf.scalar(++calls))],
  ])('differ where a layer %s', (_, run) => {
    expect(difference(new FunctionLayer(run))).toMatch(
      /^a layer computes a value for \w+ outside of the library$/,
    )
  })

  it.each([
    ['computes with it', (x: tf.Tensor) => tf.mul(x, tf.scalar(x.dataSync()[0]!))],
    ['goes by it, the same way both times', (x: tf.Tensor) => (x.dataSync()[0]! < 1e9 ? tf.neg(x) : x)],
  ])('are not trusted where a layer reads its input back and %s', (_, run) => {
    expect(difference(new FunctionLayer(run))).toBe('a layer reads values back from the library')
  })

  it('differ where a layer goes another way with other data', () => {
    const byData = (x: tf.Tensor) => (++calls % 2 === 0 ? tf.neg(x) : tf.neg(tf.neg(tf.neg(x))))
    expect(difference(new FunctionLayer(byData))).toBe('the operations of a step depend on its data')
  })
})

let calls = 0
