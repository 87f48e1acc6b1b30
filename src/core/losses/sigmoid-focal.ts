/**
 * Focal loss per element with logit x and target y in [0, 1], in the form of the original PyTorch script:
 * B = BCE with logits, p_t = e^-B, L = (1 - p_t)^γ B. For hard targets this is what torchvision, fvcore and Keras
 * compute too; between 0 and 1 it keeps p_t = e^-B. γ = 0 is BCE. α is applied by the caller.
 */
import { focalLoss, focalSlope } from './focal'
import { logSigmoid, sigmoid } from './numerics'

export function sigmoidFocalLoss(logit: number, target: number, gamma: number): number {
  if (target === 1) return focalLoss(logit, gamma)
  if (target === 0) return focalLoss(-logit, gamma)
  const entropy = binaryCrossEntropy(logit, target)
  return gamma === 0 ? entropy : Math.pow(-Math.expm1(-entropy), gamma) * entropy
}

/** dL/dx; for hard targets s u^γ (γ p log p - u) with s = ±1, p = σ(s x), u = 1 - p. */
export function sigmoidFocalSlope(logit: number, target: number, gamma: number): number {
  if (target === 1) return focalSlope(logit, gamma)
  if (target === 0) return -focalSlope(-logit, gamma)
  const slope = sigmoid(logit) - target
  if (gamma === 0) return slope
  const entropy = binaryCrossEntropy(logit, target)
  const u = -Math.expm1(-entropy)
  return (gamma * Math.pow(u, gamma - 1) * Math.exp(-entropy) * entropy + Math.pow(u, gamma)) * slope
}

/** -(y log σ(x) + (1 - y) log σ(-x)). */
export function binaryCrossEntropy(logit: number, target: number): number {
  return -(target * logSigmoid(logit) + (1 - target) * logSigmoid(-logit))
}
