import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { evaluateLoss } from '@core/losses/evaluate-loss'
import { logSigmoid, sigmoid } from '@core/losses/numerics'
import { matrixFromFlat } from '@core/matrix'
import { createRandom } from '@core/sampling/random'
import { sigmoidLossKinds, softmaxLossKinds } from '@shared/config/choices'
import { lossConfigSchema, type LossConfig } from '@shared/config/run-config'
import {
  createCrossEntropy,
  createTrainingLoss,
  resolveClassWeights,
} from '../../../../src/trainer/losses/training-loss'
import { testedBackends, useBackend } from '../support/backends'

const classes = 7
const rows = 24
const counts = [400, 211, 97, 50, 23, 8, 3]
const labels = Int32Array.from({ length: rows }, (_, i) => i % classes)
const tolerance = 2e-6
/** Below it float32 has nothing left to be right about. */
const smallest = 1e-28

/** Logits from mild to extreme; `right` and `wrong` make every sample certain, one way or the other. */
const regimes: Record<string, (random: () => number, isTrue: boolean) => number> = {
  'around 0': (random) => 3 * random(),
  'between -100 and 100': (random) => 100 * random(),
  'between -10000 and 10000': (random) => 10_000 * random(),
  'near 100, close together': (random) => 100 + random(),
  'all right': (random, isTrue) => (isTrue ? 12 : 0) + random(),
  'all wrong': (random, isTrue) => (isTrue ? -40 : 0) + random(),
  'all 0': () => 0,
}

function makeLogits(regime: string): Float32Array {
  const random = createRandom(7, regime)
  const draw = () => 2 * random.uniform() - 1
  return Float32Array.from({ length: rows * classes }, (_, k) =>
    regimes[regime]!(draw, labels[Math.floor(k / classes)] === k % classes),
  )
}

function config(input: Partial<LossConfig>): LossConfig {
  return lossConfigSchema.parse(input)
}

function oneHotRows(): tf.Tensor2D {
  return tf.tensor2d(
    Float32Array.from({ length: rows * classes }, (_, k) =>
      Number(labels[Math.floor(k / classes)] === k % classes),
    ),
    [rows, classes],
  )
}

/** Loss and gradient on tensors, and the float64 reference for the same float32 logits. */
function compare(loss: LossConfig, values: Float32Array) {
  const sampleCount = counts.reduce((sum, count) => sum + count, 0)
  const reference = evaluateLoss(
    { ...loss, classCounts: counts, sampleCount },
    matrixFromFlat(values, rows, classes),
    {
      labels,
    },
  )
  const trained = createTrainingLoss(loss, counts)
  const [value, gradient] = tf.tidy(() => {
    const oneHot = oneHotRows()
    const both = tf.valueAndGrad((logits) => trained.batch(logits as tf.Tensor2D, oneHot))
    const { value, grad } = both(tf.tensor2d(values, [rows, classes]))
    return [value.dataSync()[0]!, Float32Array.from(grad.dataSync())]
  }) as unknown as [number, Float32Array]
  const largest = reference.grad.data.reduce((max, g) => Math.max(max, Math.abs(g)), 0)
  const gradientError = gradient.reduce(
    (max, g, k) => Math.max(max, Math.abs(g - reference.grad.data[k]!)),
    0,
  )
  const expected = reference.loss as number
  return {
    loss: value,
    expected,
    largest,
    lossError: Math.abs(value - expected) / Math.max(Math.abs(expected), largest, smallest),
    gradientError: gradientError / Math.max(largest, smallest),
    isFinite: Number.isFinite(value) && gradient.every(Number.isFinite),
  }
}

const kinds: Partial<LossConfig>[] = [
  ...softmaxLossKinds.map((kind) => ({ kind, activation: 'softmax' as const })),
  ...sigmoidLossKinds.map((kind) => ({ kind, activation: 'sigmoid' as const })),
].flatMap((base) =>
  base.kind === 'focal' ? [0, 0.3, 0.5, 1, 2, 5].map((gamma) => ({ ...base, gamma })) : [base],
)

const variants: Partial<LossConfig>[] = [
  {},
  { alpha: 'balanced' },
  { alpha: 0.25 },
  { alpha: [1, 2, 0.5, 0, 3, 1, 9], reduction: 'weightedMean' },
  { alpha: 'effective', reduction: 'weightedMean', labelSmoothing: 0.1 },
  { labelSmoothing: 0.1 },
  { tau: 2.5, labelSmoothing: 0.01 },
]

/** α for positives, 1 - α for negatives: in sigmoid alone. */
const sigmoidVariants: Partial<LossConfig>[] = [
  { alpha: 0.25, alphaMode: 'positiveNegative' },
  { alpha: 1, alphaMode: 'positiveNegative', reduction: 'weightedMean' },
  { alpha: [0.9, 0.5, 0.2, 0, 1, 0.75, 0.1], alphaMode: 'positiveNegative', labelSmoothing: 0.1 },
  { alpha: 'balanced', alphaMode: 'positiveNegative' },
  { alpha: 'effective', alphaMode: 'positiveNegative', reduction: 'weightedMean' },
]

function name(part: Partial<LossConfig>): string {
  return (
    Object.entries(part)
      .map(([key, value]) => `${key} ${JSON.stringify(value)}`)
      .join(', ') || 'defaults'
  )
}

describe.each(testedBackends)('losses on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  describe.each(kinds.map((kind) => [name(kind), kind] as const))('%s', (_, kind) => {
    it.each(Object.keys(regimes))('equals the float64 reference with logits %s', (regime) => {
      const values = makeLogits(regime)
      const applicable = kind.activation === 'sigmoid' ? [...variants, ...sigmoidVariants] : variants
      for (const variant of applicable) {
        const result = compare(config({ ...kind, ...variant }), values)
        expect(result.isFinite, name(variant)).toBe(true)
        expect(result.lossError, `loss with ${name(variant)}`).toBeLessThanOrEqual(tolerance)
        expect(result.gradientError, `gradient with ${name(variant)}`).toBeLessThanOrEqual(tolerance)
      }
    })
  })

  it('keeps what a certain sample has left to learn: logits (40, 0, 1) give 1.6e-17, not 0', () => {
    const trained = createTrainingLoss(config({ kind: 'ce' }), [1, 1, 1])
    const value = tf.tidy(
      () => trained.batch(tf.tensor2d([[40, 0, 1]]), tf.tensor2d([[1, 0, 0]])).dataSync()[0]!,
    )
    expect(value / (Math.exp(-40) + Math.exp(-39))).toBeCloseTo(1, 5)
  })

  it.each(['softmax', 'sigmoid'] as const)(
    '%s: focal loss with gamma 0 is cross-entropy to the last bit',
    (activation) => {
      const values = makeLogits('around 0')
      const focal = compare(config({ kind: 'focal', activation, gamma: 0, alpha: 'balanced' }), values)
      const plain = compare(config({ kind: 'ce', activation, alpha: 'balanced' }), values)
      expect(focal.loss).toBe(plain.loss)
    },
  )

  it.each(['mean', 'weightedMean'] as const)(
    'sums over parts of a split divide to the %s over the whole',
    (reduction) => {
      const loss = createTrainingLoss(config({ alpha: 'balanced', reduction }), counts)
      const values = makeLogits('around 0')
      const oneHot = oneHotRows()
      const logits = tf.tensor2d(values, [rows, classes])
      const parts = [
        [0, 10],
        [10, rows - 10],
      ].map(([start, size]) =>
        loss.sums(
          tf.slice(logits, [start!, 0], [size!, classes]),
          tf.slice(oneHot, [start!, 0], [size!, classes]),
        ),
      )
      const divisor = parts.reduce((sum, part) => sum + part.divisor, 0)
      const whole = parts.reduce((sum, part) => sum + part.loss, 0) / divisor
      expect(whole).toBeCloseTo(compare(config({ alpha: 'balanced', reduction }), values).expected, 5)
      tf.dispose([oneHot, logits])
    },
  )

  it.each(['softmax', 'sigmoid'] as const)(
    '%s: the plain cross-entropy has no weights, no smoothing and no focusing',
    (activation) => {
      const values = makeLogits('around 0')
      const yardstick = createCrossEntropy(
        config({ activation, alpha: 'balanced', labelSmoothing: 0.2, gamma: 5 }),
      )
      const { loss, divisor } = tf.tidy(() =>
        yardstick.sums(tf.tensor2d(values, [rows, classes]), oneHotRows()),
      )
      const scores = activation === 'sigmoid' ? Float64Array.from(values, logSigmoid) : values
      const reference = evaluateLoss({ kind: 'ce' }, matrixFromFlat(scores, rows, classes), { labels })
      expect(loss / divisor).toBeCloseTo(reference.loss as number, 5)
    },
  )

  it.each(Object.keys(regimes))(
    'sigmoid: the plain cross-entropy was the mean over N · C yes-or-no questions; it is one of N labels, logits %s',
    (regime) => {
      const values = makeLogits(regime)
      const reference = evaluateLoss(
        { kind: 'ce' },
        matrixFromFlat(Float64Array.from(values, logSigmoid), rows, classes),
        { labels },
      )
      const yardstick = createCrossEntropy(config({ activation: 'sigmoid' }))
      const [value, gradient] = tf.tidy(() => {
        const oneHot = oneHotRows()
        const both = tf.valueAndGrad((logits) => yardstick.batch(logits as tf.Tensor2D, oneHot))
        const { value, grad } = both(tf.tensor2d(values, [rows, classes]))
        return [value.dataSync()[0]!, Float32Array.from(grad.dataSync())]
      }) as unknown as [number, Float32Array]
      const expected = reference.loss as number
      expect(Math.abs(value - expected) / expected).toBeLessThan(tolerance)
      gradient.forEach((slope, k) => {
        expect(slope).toBeCloseTo(reference.grad.data[k]! * sigmoid(-values[k]!), 6)
      })
    },
  )

  it('gives sigmoids of a softmax’s odds the softmax’s own cross-entropy', () => {
    // Where σ(z_c) are the softmax's probabilities already, normalising changes nothing.
    const p = [0.5, 0.3, 0.15, 0.05]
    const [asSigmoid, asSoftmax] = [
      ['sigmoid', p.map((share) => Math.log(share / (1 - share)))] as const,
      ['softmax', p.map((share) => Math.log(share))] as const,
    ].map(([activation, logits]) =>
      tf.tidy(
        () =>
          createCrossEntropy(config({ activation })).sums(
            tf.tensor2d([[...logits]]),
            tf.tensor2d([[0, 0, 1, 0]]),
          ).loss,
      ),
    )
    expect(asSigmoid).toBeCloseTo(-Math.log(0.15), 5)
    expect(asSigmoid).toBeCloseTo(asSoftmax!, 5)
  })

  it('leaves no tensors behind', () => {
    const trained = createTrainingLoss(
      config({ kind: 'ldam', labelSmoothing: 0.1, alpha: 'balanced' }),
      counts,
    )
    const logits = tf.tensor2d(makeLogits('around 0'), [rows, classes])
    const oneHot = oneHotRows()
    const before = tf.memory().numTensors
    trained.sums(logits, oneHot)
    tf.dispose(tf.grad((z) => trained.batch(z as tf.Tensor2D, oneHot))(logits))
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('class weights of the trained loss', () => {
  it('refuses a list that is not one number a class', () => {
    expect(() => resolveClassWeights(config({ alpha: [1, 2] }), counts)).toThrow(
      /2 numbers, but the data has 7 classes/,
    )
  })

  it('come from the training counts', () => {
    const positives = (loss: Partial<LossConfig>) => resolveClassWeights(config(loss), [30, 10])?.positives
    expect(positives({ alpha: 'balanced' })).toEqual([40 / 60, 2])
    expect(resolveClassWeights(config({ alpha: 'none' }), [30, 10])).toBeNull()
    expect(positives({ alpha: 0.5 })).toEqual([0.5, 0.5])
  })

  it('count in samples, of which each may have several labels', () => {
    const weights = (loss: Partial<LossConfig>) =>
      resolveClassWeights(config({ ...loss, activation: 'sigmoid' }), [30, 10], 50)
    expect(weights({ alpha: 'balanced' })?.positives).toEqual([50 / 60, 50 / 20])
    expect(weights({ alpha: 'balanced', alphaMode: 'positiveNegative' })).toEqual({
      positives: [0.4, 0.8],
      negatives: [0.6, 1 - 0.8],
    })
  })
})
