import { differenceEstimate, isWithinNoise, type Estimate } from '@core/metrics/noise'
import { holdsZero, isPairWithinNoise } from '@core/metrics/paired'
import { scoreEstimate } from '@core/metrics/score-estimates'
import type { EpochRecord } from '@shared/domain/metrics'
import type { Difference, PairedScores } from '@shared/domain/paired'

/** Figures of the summary, all of the validation split, in the order of their columns. */
export const summaryMetrics = [
  'balancedAccuracy',
  'accuracy',
  'valCrossEntropy',
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
export function estimateOf(
  { validation }: EpochRecord,
  metric: SummaryMetric,
  multiLabel = false,
): Estimate | null {
  if (metric === 'valLoss' || metric === 'valCrossEntropy') return null
  return scoreEstimate(metric, validation, multiLabel)
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

/**
 * The marks of the runs that have one; none where fewer than two runs have a value.
 * @param isNear whether chance may explain the difference of two runs that have an estimate
 */
export function marksOf(
  candidates: readonly Candidate[],
  metric: SummaryMetric,
  isNear = (best: Candidate, other: Candidate): boolean =>
    best.estimate !== null && other.estimate !== null && isWithinNoise(best.estimate, other.estimate),
): Map<string, Mark> {
  const found = candidates.filter(({ value }) => Number.isFinite(value))
  const [first, ...rest] = found
  if (first === undefined || rest.length === 0) return new Map()
  const sign = higherIsBetter[metric] ? 1 : -1
  const best = rest.reduce((leader, one) => (sign * (one.value - leader.value) > 0 ? one : leader), first)
  const { estimate } = best
  if (estimate === null) {
    return new Map(found.filter(({ value }) => value === best.value).map(({ id }) => [id, 'lowest']))
  }
  const near = found.filter((one) => one.id === best.id || (one.estimate !== null && isNear(best, one)))
  return new Map(near.map(({ id }) => [id, near.length === 1 ? 'best' : 'noise']))
}

/** A run's figure less the reference's, with its 95% interval. */
export interface FigureDifference {
  value: number
  /** Null for losses, of which only the mean is on record. */
  interval: Difference | null
  /** Whether both runs were measured on the same rows; else the interval takes them for independent. */
  isPaired: boolean
  judgement: 'better' | 'worse' | 'same'
  /** Whether chance alone may explain it; false where nobody can tell. */
  withinNoise: boolean
}

/**
 * @param own the run's figure
 * @param reference that of the run it is measured against
 * @param paired both runs on the same rows; null where they have none in common, or that is not known yet
 */
export function figureDifference(
  metric: SummaryMetric,
  own: Omit<Candidate, 'id'>,
  reference: Omit<Candidate, 'id'>,
  paired: PairedScores | null,
): FigureDifference {
  const value = own.value - reference.value
  const judgement = judged(value, metric)
  if (paired !== null && isPairedMetric(metric)) {
    const withinNoise = isPairWithinNoise(metric, paired)
    return { value, interval: paired[metric], isPaired: true, judgement, withinNoise }
  }
  const interval = own.estimate && reference.estimate && differenceEstimate(own.estimate, reference.estimate)
  const withinNoise = interval !== null && holdsZero(interval)
  return { value, interval, isPaired: false, judgement, withinNoise }
}

/** Whether runs on the same rows are compared by it row by row: losses are not. */
export function isPairedMetric(metric: SummaryMetric): metric is 'accuracy' | 'balancedAccuracy' | 'macroF1' {
  return isShare(metric)
}

/** How a difference to the reference reads: better, worse, or neither. */
export function judged(difference: number, metric: SummaryMetric): 'better' | 'worse' | 'same' {
  if (difference === 0) return 'same'
  return difference > 0 === higherIsBetter[metric] ? 'better' : 'worse'
}
