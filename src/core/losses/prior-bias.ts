import { badInput } from '@shared/errors'

/**
 * Bias of the last layer that makes every sigmoid output start at `prior` = π: b = -log((1 - π) / π)
 * (Lin et al. 2017, section 4.1; π = 0.01 gives -4.595).
 * @throws FocalError `bad-input` unless 0 < π < 1.
 */
export function priorBias(prior: number): number {
  if (!(prior > 0 && prior < 1)) {
    throw badInput(`The prior probability is ${prior}; it must lie between 0 and 1.`, { field: 'prior' })
  }
  return Math.log(prior) - Math.log1p(-prior)
}
