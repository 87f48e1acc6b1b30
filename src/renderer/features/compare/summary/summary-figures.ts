import {
  accuracyEstimate,
  balancedAccuracyEstimate,
  isWithinNoise,
  macroF1Estimate,
  type Estimate,
} from '@core/metrics/noise'
import type { EpochRecord } from '@shared/domain/metrics'

/** Figures of the summary, all of the validation split; those to compare by come first. */
export const summaryMetrics = [
  'balancedAccuracy',
  'valCrossEntropy',
  'accuracy',
  'macroF1',
  'valLoss',
] as const
export type SummaryMetric = (typeof summaryMetrics)[number]

/** Whether it is a share, shown in percent. */
export function isShare(metric: SummaryMetric): boolean {
  return metric !== 'valCrossEntropy' && metric !== 'valLoss'
}

/** Whether more of it is better. */
export const higherIsBetter: Record<SummaryMetric, boolean> = {
  balancedAccuracy: true,
  accuracy: true,
  macroF1: true,
  valCrossEntropy: false,
  valLoss: false,
}

/** A figure with its 95% interval; null for losses, of which only the mean is on record. */
export function estimateOf({ validation }: EpochRecord, metric: SummaryMetric): Estimate | null {
  if (metric === 'accuracy') return accuracyEstimate(validation.confusion)
  if (metric === 'balancedAccuracy') return balancedAccuracyEstimate(validation.confusion)
  return metric === 'macroF1' ? macroF1Estimate(validation.confusion) : null
}

/**
 * `best`: better than every other run by more than chance explains. `noise`: the best, or so near to it that chance
 * may explain the difference. `lowest`: the best of a loss, where nobody can tell.
 */
export type Mark = 'best' | 'noise' | 'lowest'

export interface Candidate {
  id: string
  value: number
  /** Null where there is none for this metric. */
  estimate: Estimate | null
}

/** The marks of the runs that have one; none where fewer than two runs have a value. */
export function marksOf(candidates: readonly Candidate[], metric: SummaryMetric): Map<string, Mark> {
  const found = candidates.filter(({ value }) => Number.isFinite(value))
  const [first, ...rest] = found
  if (first === undefined || rest.length === 0) return new Map()
  const sign = higherIsBetter[metric] ? 1 : -1
  const best = rest.reduce((leader, one) => (sign * (one.value - leader.value) > 0 ? one : leader), first)
  const { estimate } = best
  if (estimate === null) {
    return new Map(found.filter(({ value }) => value === best.value).map(({ id }) => [id, 'lowest']))
  }
  const near = found.filter((one) => one.estimate !== null && isWithinNoise(estimate, one.estimate))
  return new Map(near.map(({ id }) => [id, near.length === 1 ? 'best' : 'noise']))
}

/** How a difference to the baseline reads: better, worse, or neither. */
export function judged(difference: number, metric: SummaryMetric): 'better' | 'worse' | 'same' {
  if (difference === 0) return 'same'
  return difference > 0 === higherIsBetter[metric] ? 'better' : 'worse'
}
