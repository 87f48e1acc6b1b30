import * as tf from '@tensorflow/tfjs'

/** Smallest sum of e^z over the other classes, and smallest 1 - p_t. Below it p_t is 1 in float32, and the loss 1e-37 at most. */
export const smallestSum = 1e-37

/** The focusing parameter: one number, or a tensor: one a sample ([N, 1]), or one for all that changes by epoch ([1, 1]). */
export type Gamma = number | tf.Tensor2D

/** The modulating factor u^γ with u = 1 - p ≥ 0, by the cheapest operation; null stands for 1. */
export function modulation(u: tf.Tensor2D, gamma: Gamma): tf.Tensor2D | null {
  if (gamma === 0) return null
  if (gamma === 1) return u
  if (gamma === 2) return tf.square(u)
  return tf.pow(u, gamma)
}

/**
 * -dL/dm = u^γ (u - γ p log p) of the focal loss of a margin m, given -log p. It is positive, and finite everywhere:
 * nothing in it divides.
 */
export function focalDescent(
  entropy: tf.Tensor2D,
  u: tf.Tensor2D,
  factor: tf.Tensor2D | null,
  gamma: Gamma,
): tf.Tensor2D {
  if (factor === null) return u
  const p = tf.exp(tf.neg(entropy))
  const focusing: tf.Tensor2D = tf.mul(tf.mul(p, entropy), gamma)
  return tf.mul(tf.add(focusing, u), factor)
}
