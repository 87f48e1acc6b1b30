import type { EpochSummary } from '@shared/domain/metrics'
import type { RunSummary } from '@shared/domain/run'

/** Figures of the summary, all of the validation split. */
export const summaryMetrics = [
  'balancedAccuracy',
  'accuracy',
  'macroF1',
  'valCrossEntropy',
  'valLoss',
] as const
export type SummaryMetric = (typeof summaryMetrics)[number]

/** Whether more of it is better. */
export const higherIsBetter: Record<SummaryMetric, boolean> = {
  balancedAccuracy: true,
  accuracy: true,
  macroF1: true,
  valCrossEntropy: false,
  valLoss: false,
}

/** Ids of the runs with the best value; none where fewer than two runs have one. */
export function bestOf(
  runs: readonly RunSummary[],
  metric: SummaryMetric,
  epochOf: (run: RunSummary) => EpochSummary | null,
): Set<string> {
  const found = runs.flatMap((run) => {
    const value = epochOf(run)?.[metric]
    return value === undefined || !Number.isFinite(value) ? [] : [{ id: run.id, value }]
  })
  if (found.length < 2) return new Set()
  const values = found.map(({ value }) => value)
  const best = higherIsBetter[metric] ? Math.max(...values) : Math.min(...values)
  return new Set(found.filter(({ value }) => value === best).map(({ id }) => id))
}

/** How a difference to the baseline reads: better, worse, or neither. */
export function judged(difference: number, metric: SummaryMetric): 'better' | 'worse' | 'same' {
  if (difference === 0) return 'same'
  return difference > 0 === higherIsBetter[metric] ? 'better' : 'worse'
}

/** Whether the accuracy is no better than always guessing the largest class. */
export function onlyGuesses(run: RunSummary, epoch: EpochSummary | null): boolean {
  return epoch !== null && run.majorityBaseline !== null && epoch.accuracy <= run.majorityBaseline
}
