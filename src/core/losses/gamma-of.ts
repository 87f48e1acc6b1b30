import { flsd53Gamma } from './flsd53'
import type { ResolvedLossSpec } from './loss-spec'
import { sigmoid } from './numerics'

/** γ of a sample whose true class has this margin; 0, cross-entropy, for the kinds without one. */
export function gammaOf(spec: ResolvedLossSpec, trueClassMargin: number): number {
  if (spec.kind === 'focal') return spec.gamma
  return spec.kind === 'flsd53' ? flsd53Gamma(sigmoid(trueClassMargin)) : 0
}
