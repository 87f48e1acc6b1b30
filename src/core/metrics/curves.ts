/** The points of the PR and ROC curves of one class against the rest. Equal scores form one threshold. */
import { badInput } from '@shared/errors'
import { sortAscending } from '../stats/sort-ascending'

export interface ThresholdCounts {
  /** Distinct scores, from the highest; at threshold t a sample is positive where its score is at least t. */
  thresholds: Float64Array
  /** Positives and negatives found at each threshold. */
  truePositives: Float64Array
  falsePositives: Float64Array
  positives: number
  negatives: number
}

/**
 * Counts at every threshold.
 * @param isPositive 1 for the samples of the class, 0 for the rest
 * @param scores finite
 */
export function thresholdCounts(isPositive: ArrayLike<number>, scores: ArrayLike<number>): ThresholdCounts {
  if (isPositive.length !== scores.length) {
    throw badInput(`There are ${isPositive.length} labels, but ${scores.length} scores.`, { field: 'scores' })
  }
  const positives = sortAscending(Float64Array.from(scores).filter((_, i) => isPositive[i] === 1))
  const negatives = sortAscending(Float64Array.from(scores).filter((_, i) => isPositive[i] !== 1))
  const thresholds: number[] = []
  const truePositives: number[] = []
  const falsePositives: number[] = []
  let positive = positives.length
  let negative = negatives.length
  while (positive > 0 || negative > 0) {
    const threshold = Math.max(positives[positive - 1] ?? -Infinity, negatives[negative - 1] ?? -Infinity)
    while (positive > 0 && positives[positive - 1] === threshold) positive--
    while (negative > 0 && negatives[negative - 1] === threshold) negative--
    thresholds.push(threshold)
    truePositives.push(positives.length - positive)
    falsePositives.push(negatives.length - negative)
  }
  return {
    thresholds: Float64Array.from(thresholds),
    truePositives: Float64Array.from(truePositives),
    falsePositives: Float64Array.from(falsePositives),
    positives: positives.length,
    negatives: negatives.length,
  }
}

export interface CurvePoint {
  x: number
  y: number
  /** null at the point where nothing is positive. */
  threshold: number | null
}

/** x recall, y precision, from recall 0 up; empty without positives. */
export function precisionRecallPoints(counts: ThresholdCounts): CurvePoint[] {
  if (counts.positives === 0) return []
  const points = Array.from(counts.thresholds, (threshold, k) => {
    const found = counts.truePositives[k]!
    return { x: found / counts.positives, y: found / (found + counts.falsePositives[k]!), threshold }
  })
  return [{ x: 0, y: 1, threshold: null }, ...points]
}

/** x false-positive rate, y true-positive rate, from (0, 0) to (1, 1); empty without positives or without negatives. */
export function rocPoints(counts: ThresholdCounts): CurvePoint[] {
  if (counts.positives === 0 || counts.negatives === 0) return []
  const points = Array.from(counts.thresholds, (threshold, k) => ({
    x: counts.falsePositives[k]! / counts.negatives,
    y: counts.truePositives[k]! / counts.positives,
    threshold,
  }))
  return [{ x: 0, y: 0, threshold: null }, ...points]
}
