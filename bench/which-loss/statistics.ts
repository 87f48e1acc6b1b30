/** Means over seeds, with 95 % intervals by Student's t. */
import { mean, standardDeviation } from '@core/stats/summary'

export interface Estimate {
  mean: number
  /** Half of the 95 % interval; null where there are fewer than two values. */
  margin: number | null
}

/** 97.5 % quantiles of Student's t with 1, 2, … degrees of freedom; beyond the last, that of the normal distribution + 2 %. */
const quantiles = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045,
]

export function estimate(values: readonly number[]): Estimate {
  if (values.length < 2) return { mean: mean(values), margin: null }
  const quantile = quantiles[values.length - 2] ?? 2
  return { mean: mean(values), margin: (quantile * standardDeviation(values)) / Math.sqrt(values.length) }
}

/** The mean of differences, seed by seed: what the seeds have in common falls out. */
export function pairedDifference(values: readonly number[], baseline: readonly number[]): Estimate {
  if (values.length !== baseline.length)
    throw new Error('Paired values must be as many as those of the baseline.')
  return estimate(values.map((value, i) => value - baseline[i]!))
}

/** Whether an interval lies on one side of 0. */
export function isClear({ mean: middle, margin }: Estimate): boolean {
  return margin !== null && Math.abs(middle) > margin
}
