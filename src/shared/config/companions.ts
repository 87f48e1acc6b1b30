import type { LossConfig } from './run-config'

/**
 * What a loss is trained with in the paper that it comes from, for forms and flags to fill in where nothing else is said.
 * - LDAM: deferred re-weighting by the effective number of samples in the last fifth of the epochs, and a mean over the
 *   weights used (Cao et al. 2019, LDAM-DRW)
 * - sigmoid cross-entropy and focal loss: outputs that start at π = 0.01 (Lin et al. 2017, section 4.1). Of C yes-or-no
 *   questions a sample C - 1 are answered by no: from 0.5 on, the first steps would learn little else. Not so where a sample
 *   may have several labels: there may be as many yes as no.
 * @param multiLabel whether a sample of the data may have several labels
 */
export function lossCompanions(
  { kind, activation }: Pick<LossConfig, 'kind' | 'activation'>,
  multiLabel = false,
): Partial<LossConfig> {
  if (kind === 'ldam')
    return { alpha: 'effective', beta: 0.9999, reduction: 'weightedMean', reweightFrom: 0.8 }
  if (activation === 'sigmoid' && kind !== 'asymmetric' && !multiLabel) return { priorProbability: 0.01 }
  return {}
}
