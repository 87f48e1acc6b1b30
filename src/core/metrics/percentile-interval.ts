import type { Difference } from '@shared/domain/paired'
import { quantile } from '../stats/summary'

/**
 * A measured difference with the percentiles of what was drawn.
 * @param sorted ascending; NaN, where a resample left the figure undefined, is at the end and passed over
 */
export function percentileInterval(value: number, sorted: Float64Array, confidence: number): Difference {
  const undefinedFrom = sorted.findIndex(Number.isNaN)
  const defined = undefinedFrom < 0 ? sorted : sorted.subarray(0, undefinedFrom)
  return {
    value,
    low: quantile(defined, (1 - confidence) / 2),
    high: quantile(defined, (1 + confidence) / 2),
  }
}
