/**
 * Focal loss of one sample, as a function of its margin m (see numerics.ts):
 * L = -(1 - p_t)^γ log p_t (Lin et al. 2017, "Focal loss for dense object detection").
 * γ = 0 is cross-entropy, exactly, by its own branch. The class weight α is applied by the caller.
 */
import { crossEntropyLoss, crossEntropySlope } from './cross-entropy'
import { logSigmoid } from './numerics'

/** L = -exp(γ log(1 - p)) log p. */
export function focalLoss(margin: number, gamma: number): number {
  if (gamma === 0) return crossEntropyLoss(margin)
  return -Math.exp(gamma * logSigmoid(-margin)) * logSigmoid(margin)
}

/**
 * dL/dm = u^γ (γ p log p - u) with u = 1 - p. In softmax dL/dz_t is this, and dL/dz_j is minus this times
 * softmax_{j ≠ t}(z)_j. Closed form: automatic differentiation meets ∞ · 0 at p = 1 for 0 < γ < 1.
 */
export function focalSlope(margin: number, gamma: number): number {
  if (gamma === 0) return crossEntropySlope(margin)
  const logP = logSigmoid(margin)
  const logU = logSigmoid(-margin)
  return Math.exp(gamma * logU) * (gamma * Math.exp(logP) * logP - Math.exp(logU))
}

/** The modulating factor (1 - p_t)^γ, by which focal loss scales cross-entropy. */
export function focalFactor(trueClassProbability: number, gamma: number): number {
  return gamma === 0 ? 1 : Math.pow(1 - trueClassProbability, gamma)
}
