/** The metric that chooses a run's best epoch (`training.bestBy`), read on the validation split. */
import type { watchedMetrics } from '@shared/config/choices'
import type { SplitScores } from '@shared/domain/metrics'

export type WatchedMetric = (typeof watchedMetrics)[number]

export type WatchedScores = Pick<SplitScores, WatchedMetric>

/**
 * Whether `scores` beat `best`: strictly, so that of equal epochs the first is the best. Losses improve downwards;
 * what is not a number beats nothing and is beaten by any number.
 * @param best null before the first epoch
 */
export function improves(metric: WatchedMetric, scores: WatchedScores, best: WatchedScores | null): boolean {
  if (best === null) return true
  const value = scores[metric]
  const before = best[metric]
  if (Number.isNaN(value)) return false
  if (Number.isNaN(before)) return true
  return metric === 'loss' || metric === 'crossEntropy' ? value < before : value > before
}
