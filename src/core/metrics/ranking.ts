/**
 * ROC AUC and average precision of one yes-or-no question. Both read only the order of the scores, so one sort of the
 * positives and one of the negatives are enough; equal scores form one threshold.
 */
import { sortAscending } from '../stats/sort-ascending'

export interface RankingScores {
  /** Area under the ROC curve, ties counting ½; null without positives or without negatives. */
  rocAuc: number | null
  /** Σ (R_n - R_{n-1}) P_n over the thresholds from the highest, without interpolation; null without positives. */
  averagePrecision: number | null
}

/**
 * @param positives scores of the samples that are of the class; sorted in place
 * @param negatives scores of the others; sorted in place
 */
export function rankingScores(positives: Float64Array, negatives: Float64Array): RankingScores {
  sortAscending(positives)
  sortAscending(negatives)
  let positive = positives.length - 1
  let negative = negatives.length - 1
  let wins = 0
  let precisionSum = 0
  while (positive >= 0) {
    // One threshold: the positives of the highest score left, and the negatives down to it.
    const threshold = positives[positive]!
    const positivesBefore = positive
    while (positive >= 0 && positives[positive] === threshold) positive--
    while (negative >= 0 && negatives[negative]! > threshold) negative--
    const negativesBelowOrTied = negative + 1
    while (negative >= 0 && negatives[negative] === threshold) negative--
    const negativesBelow = negative + 1
    const gained = positivesBefore - positive
    wins += gained * (negativesBelow + (negativesBelowOrTied - negativesBelow) / 2)
    const found = positives.length - 1 - positive
    precisionSum += gained * (found / (found + negatives.length - negativesBelow))
  }
  const pairs = positives.length * negatives.length
  return {
    rocAuc: pairs === 0 ? null : wins / pairs,
    averagePrecision: positives.length === 0 ? null : precisionSum / positives.length,
  }
}

/** Splits one column of scores into those of class `c` and the rest. */
export function splitScores(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  columns: number,
  c: number,
  support: number,
): { positives: Float64Array; negatives: Float64Array } {
  const positives = new Float64Array(support)
  const negatives = new Float64Array(labels.length - support)
  let p = 0
  let n = 0
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === c) positives[p++] = scores[i * columns + c]!
    else negatives[n++] = scores[i * columns + c]!
  }
  return { positives, negatives }
}
