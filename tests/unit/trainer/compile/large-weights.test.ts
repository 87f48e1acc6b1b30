import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { columnPartsByWeight } from '../../../../src/trainer/compile/large-weights'
import { recordTrainingStep } from '../../../../src/trainer/compile/recorded-step'
import { useBackend } from '../support/backends'
import { recipeOf } from './support/recipe'

beforeAll(() => useBackend('tensorflow'))

const features = 6
const rows = {
  inputs: Float32Array.from({ length: 4 * features }, (_, i) => (i * i) % 5),
  labels: Int32Array.of(0, 1, 2, 0),
}

/** Places of the weights that are cut, among those of a model that ends in three logits. */
function cutWeights(layers: tf.layers.Layer[], parts = 2, fewestElements = 12): number[] {
  const recipe = recipeOf([...layers, tf.layers.dense({ units: 3 })], [2, 1, 1], null)
  const { weights } = recipe
  const recorded = recordTrainingStep(recipe, { rows, positions: Int32Array.of(0, 1, 2, 3), step: 1 })
  const cut = columnPartsByWeight(recorded, weights, { parts, fewestElements })
  expect([...cut.values()].every((count) => count === parts)).toBe(true)
  return [...cut.keys()].map((name) => weights.findIndex((weight) => weight.name === name))
}

const dense = (units: number, rest: Partial<Parameters<typeof tf.layers.dense>[0]> = {}) =>
  tf.layers.dense({ units, ...rest })
const first = (units: number) => dense(units, { inputShape: [features] })

describe('columnPartsByWeight', () => {
  it('cuts the kernels of large dense layers, and neither biases nor small ones', () => {
    expect(cutWeights([first(4), dense(8)])).toEqual([0, 2])
    expect(cutWeights([first(4), dense(8)], 2, 16)).toEqual([])
    expect(cutWeights([first(8), dense(8)], 2, 24)).toEqual([0, 2])
  })

  it('leaves a single large weight whole', () => {
    expect(cutWeights([first(4), dense(4)])).toEqual([])
  })

  it('leaves whole what cannot be cut evenly', () => {
    expect(cutWeights([first(8), dense(8), dense(9)])).toEqual([0, 2])
  })

  it('cuts nothing into one part', () => {
    expect(cutWeights([first(8), dense(8)], 1)).toEqual([])
  })

  it('cuts weights with a penalty, which is elementwise', () => {
    const kernelRegularizer = tf.regularizers.l2({ l2: 0.1 })
    expect(cutWeights([first(8), dense(8, { kernelRegularizer })])).toEqual([0, 2])
  })

  it('leaves weights that are not trained whole', () => {
    // They come last in a model's list.
    expect(cutWeights([first(8), dense(8, { trainable: false }), dense(8)])).toEqual([0, 2])
    expect(cutWeights([first(8), dense(8, { trainable: false })])).toEqual([])
  })

  it('leaves whole what is gathered from, or multiplied in another way', () => {
    const embedding = tf.layers.embedding({ inputDim: 5, outputDim: 8, inputLength: features })
    const ofSequences = dense(8)
    const layers = [embedding, ofSequences, tf.layers.flatten(), dense(8), dense(8)]
    // 0 is the embedding's, 1 the kernel of a layer of sequences.
    expect(cutWeights(layers)).toEqual([3, 5])
  })
})
