/**
 * Asymmetric loss for multi-label classification (Ridnik et al. 2021), per element with logit x, p = σ(x):
 * positives -(1 - p)^γ+ log p; negatives -p_m^γ- log(1 - p_m), with p_m = max(p - margin, 0).
 */
import { focalLoss, focalSlope } from './focal'
import { sigmoid } from './numerics'

export const asymmetricDefaults = { gammaPositive: 1, gammaNegative: 4, probabilityMargin: 0.05 } as const

export interface AsymmetricParameters {
  gammaPositive: number
  gammaNegative: number
  /** Probability below which a negative is left out altogether. */
  probabilityMargin: number
}

/** `target` in [0, 1]; between them the two sides are mixed. */
export function asymmetricLoss(logit: number, target: number, parameters: AsymmetricParameters): number {
  let loss = 0
  if (target > 0) loss += target * focalLoss(logit, parameters.gammaPositive)
  if (target < 1) loss += (1 - target) * negativeLoss(logit, parameters)
  return loss
}

/** dL/dx. */
export function asymmetricSlope(logit: number, target: number, parameters: AsymmetricParameters): number {
  let slope = 0
  if (target > 0) slope += target * focalSlope(logit, parameters.gammaPositive)
  if (target < 1) slope += (1 - target) * negativeSlope(logit, parameters)
  return slope
}

function negativeLoss(logit: number, { gammaNegative, probabilityMargin }: AsymmetricParameters): number {
  if (probabilityMargin === 0) return focalLoss(-logit, gammaNegative)
  const shifted = sigmoid(logit) - probabilityMargin
  return shifted > 0 ? -Math.pow(shifted, gammaNegative) * Math.log1p(-shifted) : 0
}

function negativeSlope(logit: number, { gammaNegative, probabilityMargin }: AsymmetricParameters): number {
  if (probabilityMargin === 0) return -focalSlope(-logit, gammaNegative)
  const shifted = sigmoid(logit) - probabilityMargin
  if (shifted <= 0) return 0
  const power = Math.pow(shifted, gammaNegative)
  const focusing = gammaNegative === 0 ? 0 : (-gammaNegative * power * Math.log1p(-shifted)) / shifted
  return (focusing + power / (1 - shifted)) * sigmoid(logit) * sigmoid(-logit)
}
