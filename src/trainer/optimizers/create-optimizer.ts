/** optimizers/: sgd, momentum, adam, rmsprop; the learning rate's schedule; clipping. */
import * as tf from '@tensorflow/tfjs'
import type { OptimizerConfig } from '@shared/config/run-config'
import type { Optimizer } from './optimizer'

export function createOptimizer(config: OptimizerConfig): Optimizer {
  const unclipped = { sgd, momentum, adam, rmsprop }[config.kind](config)
  const { clipNorm } = config
  if (clipNorm === null) return unclipped
  return {
    ...unclipped,
    update: (parameters, gradient, slots, scalars) =>
      unclipped.update(parameters, clipToNorm(gradient, clipNorm), slots, scalars),
  }
}

/** g · c / max(|g|, c): the whole gradient, over all layers, gets at most norm c. */
function clipToNorm(gradient: tf.Tensor1D, clipNorm: number): tf.Tensor1D {
  const norm = tf.sqrt(tf.sum(tf.square(gradient)))
  return tf.mul(gradient, tf.div(clipNorm, tf.maximum(norm, clipNorm)))
}

/** w ← w - η g. */
function sgd(): Optimizer {
  return {
    slots: [],
    scalars: (_step, learningRate) => [learningRate],
    update: (parameters, gradient, _slots, [learningRate]) => ({
      parameters: tf.sub(parameters, tf.mul(gradient, learningRate!)),
      slots: [],
    }),
  }
}

/** v ← μ v + g; w ← w - η v (as PyTorch and tfjs; not Nesterov's). */
function momentum({ momentum: mu }: OptimizerConfig): Optimizer {
  return {
    slots: ['velocity'],
    scalars: (_step, learningRate) => [learningRate],
    update: (parameters, gradient, [velocity], [learningRate]) => {
      const moved: tf.Tensor1D = tf.add(tf.mul(velocity!, mu), gradient)
      return { parameters: tf.sub(parameters, tf.mul(moved, learningRate!)), slots: [moved] }
    },
  }
}

/**
 * Kingma & Ba 2015, algorithm 1: w ← w - η m̂ / (√v̂ + ε), with m̂ = m / (1 - β1^t), v̂ = v / (1 - β2^t). Written with the
 * corrections in two scalars: the same as η √(1 - β2^t) / (1 - β1^t) · m / (√v + ε √(1 - β2^t)).
 */
function adam(config: OptimizerConfig): Optimizer {
  const { epsilon } = config
  // As float32 has them, so that 1 - β, its powers and the tensors' arithmetic speak of the same β.
  const [beta1, beta2] = [Math.fround(config.beta1), Math.fround(config.beta2)]
  return {
    slots: ['firstMoment', 'secondMoment'],
    scalars: (step, learningRate) => {
      const rootOfSecond = Math.sqrt(1 - Math.pow(beta2, step))
      return [(learningRate * rootOfSecond) / (1 - Math.pow(beta1, step)), epsilon * rootOfSecond]
    },
    update: (parameters, gradient, [first, second], [rate, scaledEpsilon]) => {
      const firstMoment: tf.Tensor1D = tf.add(tf.mul(first!, beta1), tf.mul(gradient, 1 - beta1))
      const secondMoment: tf.Tensor1D = tf.add(tf.mul(second!, beta2), tf.mul(tf.square(gradient), 1 - beta2))
      const change = tf.div(tf.mul(firstMoment, rate!), tf.add(tf.sqrt(secondMoment), scaledEpsilon!))
      return { parameters: tf.sub(parameters, change), slots: [firstMoment, secondMoment] }
    },
  }
}

/** s ← ρ s + (1 - ρ) g²; v ← μ v + η g / √(s + ε); w ← w - v (as TensorFlow, not centred). */
function rmsprop({ decay: configuredDecay, momentum: mu, epsilon }: OptimizerConfig): Optimizer {
  const decay = Math.fround(configuredDecay)
  return {
    slots: ['meanSquare', 'velocity'],
    scalars: (_step, learningRate) => [learningRate],
    update: (parameters, gradient, [square, velocity], [learningRate]) => {
      const meanSquare: tf.Tensor1D = tf.add(tf.mul(square!, decay), tf.mul(tf.square(gradient), 1 - decay))
      const scaled = tf.div(tf.mul(gradient, learningRate!), tf.sqrt(tf.add(meanSquare, epsilon)))
      const moved: tf.Tensor1D = mu === 0 ? (scaled as tf.Tensor1D) : tf.add(tf.mul(velocity!, mu), scaled)
      return { parameters: tf.sub(parameters, moved), slots: [meanSquare, moved] }
    },
  }
}
