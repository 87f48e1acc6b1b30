import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '@core/sampling/random'
import { optimizerKinds } from '@shared/config/choices'
import { optimizerConfigSchema, type OptimizerConfig } from '@shared/config/run-config'
import { createOptimizer } from '../../../../src/trainer/optimizers/create-optimizer'
import { testedBackends, useBackend } from '../support/backends'

const size = 12
const steps = 30

function gradientOf(step: number): Float32Array {
  const random = createRandom(9, `gradient ${step}`)
  return Float32Array.from({ length: size }, () => random.normal() * (step % 5 === 0 ? 10 : 0.1))
}

/** The same rules in float64 on plain arrays, written from their papers. */
function reference(config: OptimizerConfig): number[] {
  const { learningRate: rate, momentum, beta1, beta2, decay, epsilon, clipNorm } = config
  return Array.from({ length: size }, (_, i) => {
    let [weight, first, second] = [i / 10, 0, 0]
    for (let t = 1; t <= steps; t++) {
      const raw = gradientOf(t)
      const norm = Math.hypot(...raw)
      const g = clipNorm !== null && norm > clipNorm ? (raw[i]! * clipNorm) / norm : raw[i]!
      if (config.kind === 'sgd') weight -= rate * g
      if (config.kind === 'momentum') {
        first = momentum * first + g
        weight -= rate * first
      }
      if (config.kind === 'adam') {
        first = beta1 * first + (1 - beta1) * g
        second = beta2 * second + (1 - beta2) * g * g
        weight -= (rate * (first / (1 - beta1 ** t))) / (Math.sqrt(second / (1 - beta2 ** t)) + epsilon)
      }
      if (config.kind === 'rmsprop') {
        second = decay * second + (1 - decay) * g * g
        first = momentum * first + (rate * g) / Math.sqrt(second + epsilon)
        weight -= first
      }
    }
    return weight
  })
}

function trained(config: OptimizerConfig): number[] {
  const optimizer = createOptimizer(config)
  return tf.tidy(() => {
    let parameters = tf.tensor1d(Array.from({ length: size }, (_, i) => i / 10))
    let slots = optimizer.slots.map(() => tf.zeros<tf.Rank.R1>([size]))
    for (let t = 1; t <= steps; t++) {
      const scalars = optimizer.scalars(t, config.learningRate).map((scalar) => tf.scalar(scalar))
      const updated = optimizer.update(parameters, tf.tensor1d(gradientOf(t)), slots, scalars)
      parameters = updated.parameters
      slots = updated.slots
    }
    return Array.from(parameters.dataSync())
  })
}

describe.each(testedBackends)('optimizers on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  it.each(optimizerKinds.flatMap((kind) => [null, 0.5].map((clipNorm) => [kind, clipNorm] as const)))(
    '%s with clipNorm %s equals its paper',
    (kind, clipNorm) => {
      const config = optimizerConfigSchema.parse({ kind, clipNorm, learningRate: 0.01, epsilon: 0.001 })
      const expected = reference(config)
      trained(config).forEach((weight, i) => expect(weight).toBeCloseTo(expected[i]!, 4))
    },
  )

  it.each([
    ['sgd', () => tf.train.sgd(0.01)],
    ['momentum', () => tf.train.momentum(0.01, 0.9)],
    ['adam', () => tf.train.adam(0.01, 0.9, 0.999, 1e-7)],
    ['rmsprop', () => tf.train.rmsprop(0.01, 0.9, 0.9, 1e-7)],
  ] as const)("%s equals tfjs's own", (kind, create) => {
    const weights = tf.variable(tf.tensor1d(Array.from({ length: size }, (_, i) => i / 10)))
    const theirs = create()
    for (let t = 1; t <= steps; t++) {
      tf.tidy(() => theirs.applyGradients([{ name: weights.name, tensor: tf.tensor1d(gradientOf(t)) }]))
    }
    const ours = trained(optimizerConfigSchema.parse({ kind, learningRate: 0.01 }))
    weights.dataSync().forEach((weight, i) => expect(ours[i]).toBeCloseTo(weight, 5))
    weights.dispose()
  })

  it('leaves a gradient shorter than clipNorm as it is', () => {
    const config = { kind: 'sgd', learningRate: 1 } as const
    const free = trained(optimizerConfigSchema.parse(config))
    const loose = trained(optimizerConfigSchema.parse({ ...config, clipNorm: 1000 }))
    expect(loose).toEqual(free)
  })
})
