/** Compiled training on its own: a model, a loss, an optimiser and data in, without runs. */
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '@core/sampling/random'
import { lossConfigSchema, optimizerConfigSchema } from '@shared/config/run-config'
import { probabilityBins } from '@shared/domain/metrics'
import { compileTraining } from '../../../../src/trainer/compile/compiled-training'
import { createTrainingLoss } from '../../../../src/trainer/losses/training-loss'
import { withSeededDropout } from '../../../../src/trainer/models/build-model'
import { useBackend } from '../../../unit/trainer/support/backends'
import { relativeDifference } from './support/engines'

const [rows, features, classes] = [60, 6, 3]
const random = createRandom(11, 'rows with weights')
const inputs = Float32Array.from({ length: rows * features }, () => random.normal())
const labels = Int32Array.from({ length: rows }, (_, i) => i % classes)
const sampleWeights = Float32Array.from({ length: rows }, () => 0.2 + 2 * random.uniform())
const learningRate = 0.05

function denseModel(): tf.LayersModel {
  const kernel = (seed: number) => tf.initializers.glorotUniform({ seed })
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: 7, activation: 'tanh', inputShape: [features], kernelInitializer: kernel(1) }),
      tf.layers.dense({ units: classes, kernelInitializer: kernel(2) }),
    ],
  })
}

function compile(reduction: 'mean' | 'weightedMean' = 'mean') {
  const loss = lossConfigSchema.parse({ kind: 'focal', gamma: 2, alpha: [1, 2, 3], reduction })
  const training = compileTraining({
    built: withSeededDropout(denseModel(), 1),
    loss,
    classCounts: [20, 20, 20],
    optimizer: optimizerConfigSchema.parse({ kind: 'sgd', learningRate }),
    data: { train: { inputs, labels, sampleWeights }, validation: { inputs, labels } },
    batchSizes: [12, 5],
    stepsPerCall: 4,
    evaluationRows: 25,
  })
  return { training, loss }
}

const batchOf = (size: number, step: number) =>
  Int32Array.from({ length: size }, (_, i) => (11 * i + 7 * step) % rows)

beforeAll(() => useBackend('tensorflow'))

describe('compiled training', () => {
  it.each(['mean', 'weightedMean'] as const)('weighs samples as single operations do, by %s', (reduction) => {
    const { training, loss } = compile(reduction)
    const trainingLoss = createTrainingLoss(loss, [20, 20, 20])
    const model = denseModel()
    const optimizer = tf.train.sgd(learningRate)
    for (let step = 0; step < 50; step++) {
      const batch = batchOf(step % 6 === 5 ? 5 : 12, step)
      const expected = tf.tidy(() => {
        const taken = (values: Float32Array, width: number) =>
          tf.tensor2d(
            Float32Array.from(
              { length: batch.length * width },
              (_, k) => values[batch[Math.floor(k / width)]! * width + (k % width)]!,
            ),
            [batch.length, width],
          )
        const oneHot = tf.gather(
          tf.eye(classes),
          tf.tensor1d(
            Int32Array.from(batch, (row) => labels[row]!),
            'int32',
          ),
        )
        const value = optimizer.minimize(
          () =>
            trainingLoss.batch(
              model.apply(taken(inputs, features), { training: true }) as tf.Tensor2D,
              oneHot,
              taken(sampleWeights, 1),
            ),
          true,
        )
        return value!.dataSync()[0]!
      })
      expect(Math.abs(training.step(batch) / expected - 1)).toBeLessThan(1e-5)
    }
    training.weights().forEach(({ values }, i) => {
      const expected = model.getWeights()[i]!.dataSync<'float32'>()
      const scale = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 0.01)
      values.forEach((value, k) => expect(Math.abs(value - expected[k]!) / scale).toBeLessThan(1e-5))
    })
    training.dispose()
  })

  it('measures confusion, class sums, predictions and p_t of every row in one go', () => {
    const { training } = compile()
    training.steps(Array.from({ length: 20 }, (_, step) => batchOf(12, step)))
    const logits = training.logits('validation')
    const measured = training.evaluate('validation')
    const confusion = new Float64Array(classes * classes)
    const probabilities = new Float64Array(classes * probabilityBins)
    const classLosses = new Float64Array(classes)
    let crossEntropy = 0
    labels.forEach((label, row) => {
      const scores = Array.from(logits.subarray(row * classes, (row + 1) * classes))
      const sum = scores.reduce((total, score) => total + Math.exp(score), 0)
      const p = Math.exp(scores[label]!) / sum
      confusion[label * classes + scores.indexOf(Math.max(...scores))]! += 1
      probabilities[
        label * probabilityBins + Math.min(Math.floor(p * probabilityBins), probabilityBins - 1)
      ]! += 1
      crossEntropy -= Math.log(p)
      classLosses[label]! -= (label + 1) * (1 - p) ** 2 * Math.log(p)
    })
    expect(measured.confusion).toEqual(confusion)
    expect(measured.probabilities).toEqual(probabilities)
    expect(relativeDifference(measured.classLosses, classLosses)).toBeLessThan(1e-5)
    expect(relativeDifference([measured.crossEntropy], [crossEntropy])).toBeLessThan(1e-5)
    const loss = classLosses.reduce((sum, value) => sum + value, 0)
    expect(relativeDifference([measured.loss], [loss])).toBeLessThan(1e-5)
    training.dispose()
  })

  it('takes weights in and gives them out, to the last bit', () => {
    const { training } = compile()
    const first = training.weights()
    training.steps(Array.from({ length: 9 }, (_, step) => batchOf(12, step)))
    const trained = training.weights()
    expect(trained).not.toEqual(first)
    training.load({ weights: first })
    expect(training.weights()).toEqual(first)
    training.load({ weights: trained })
    expect(training.weights()).toEqual(trained)
    expect(() => training.load({ weights: trained.slice(1) })).toThrow(/does not fit the model/)
    training.dispose()
  })
})
