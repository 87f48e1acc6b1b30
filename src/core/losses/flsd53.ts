/**
 * FLSD-53: focal loss with a sample-dependent γ, 5 where p_t < 0.2, else 3
 * (Mukhoti et al. 2020, "Calibrating deep neural networks using focal loss"). γ is a constant in the gradient.
 */
export const flsd53 = { threshold: 0.2, gammaBelow: 5, gammaAbove: 3 } as const

export function flsd53Gamma(trueClassProbability: number): number {
  return trueClassProbability < flsd53.threshold ? flsd53.gammaBelow : flsd53.gammaAbove
}
