/** Do two runs differ on the same validation rows, or is it chance? */
import type { Difference, McNemarResult, PairedScores, TestedDifference } from '@shared/domain/paired'
import { badInput } from '@shared/errors'
import { binomialTest, chiSquaredTail } from '../stats/distributions'

/** From this p value on, a test does not tell two runs apart. */
const significance = 0.05

/** Of a class with fewer rows than this intervals are rough, and so are those of figures that count all classes the same. */
export const fewRows = 30

/** McNemar's test (1947) of equal accuracy. */
export function mcNemar(
  labels: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): McNemarResult {
  requireSameRows(labels, first, second)
  let onlyFirst = 0
  let onlySecond = 0
  for (let i = 0; i < labels.length; i++) {
    const firstRight = first[i] === labels[i]
    const secondRight = second[i] === labels[i]
    if (firstRight && !secondRight) onlyFirst++
    if (secondRight && !firstRight) onlySecond++
  }
  return mcNemarOf(onlyFirst, onlySecond)
}

/** McNemar's test from the rows that only the first, and only the second run has right. */
export function mcNemarOf(onlyFirst: number, onlySecond: number): McNemarResult {
  const discordant = onlyFirst + onlySecond
  if (discordant < 25)
    return { onlyFirst, onlySecond, pValue: binomialTest(onlyFirst, discordant), method: 'exact' }
  const distance = Math.max(0, Math.abs(onlyFirst - onlySecond) - 1)
  return {
    onlyFirst,
    onlySecond,
    pValue: chiSquaredTail((distance * distance) / discordant),
    method: 'chiSquared',
  }
}

/** Whether chance alone may explain a difference: its interval holds 0. */
export function holdsZero({ low, high }: Difference): boolean {
  return low <= 0 && high >= 0
}

/**
 * The same of an accuracy, or of the recall of one class. Of a handful of rows a bootstrap sees too little (three gained
 * of three rows are three gained in each resample), so McNemar's test must tell the runs apart as well.
 * @param test on the rows that the share is of
 */
export function isShareWithinNoise(difference: Difference, test: McNemarResult): boolean {
  return holdsZero(difference) || test.pValue >= significance
}

/**
 * The same of a figure that counts every class the same. Where one of them has few rows a percentile bootstrap is too
 * narrow, so the permutation test must tell the runs apart as well.
 */
export function isTestedWithinNoise(difference: TestedDifference): boolean {
  return holdsZero(difference) || difference.pValue >= significance
}

/** Whether chance alone may explain the difference in one of the figures of two runs on the same rows. */
export function isPairWithinNoise(
  metric: 'accuracy' | 'balancedAccuracy' | 'macroF1',
  scores: Pick<PairedScores, 'accuracy' | 'balancedAccuracy' | 'macroF1' | 'mcNemar'>,
): boolean {
  return metric === 'accuracy'
    ? isShareWithinNoise(scores.accuracy, scores.mcNemar)
    : isTestedWithinNoise(scores[metric])
}

/** @throws FocalError `bad-input` where there are not as many predictions as labels */
export function requireSameRows(
  labels: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): void {
  if (first.length !== labels.length || second.length !== labels.length) {
    throw badInput(
      `Two runs compare on the same rows: there are ${labels.length} labels, ${first.length} and ${second.length} predictions.`,
      { field: 'predictions' },
    )
  }
}
