/** How far chance alone moves the figures of one run, from its confusion matrix: no predictions by row are needed. */
import { normalQuantile } from '../stats/distributions'
import { sum } from '../sum'
import { wilsonInterval, type Interval } from './intervals'

/** A figure with its interval. */
export interface Estimate extends Interval {
  value: number
}

/**
 * Accuracy with Wilson's interval.
 * @param confusion confusion[truth][predicted], in samples
 * @returns null without samples
 */
export function accuracyEstimate(confusion: readonly (readonly number[])[]): Estimate | null {
  const samples = sum(confusion.map(sum))
  const hits = sum(confusion.map((row, c) => row[c] ?? 0))
  const interval = wilsonInterval(hits, samples)
  return interval && { value: hits / samples, ...interval }
}

/**
 * Balanced accuracy: the mean of the recalls, whose Wilson intervals are put together by the square-and-add rule
 * (MOVER; Zou & Donner 2008, "Construction of confidence limits about effect measures: a general approach").
 * @returns null without samples
 */
export function balancedAccuracyEstimate(confusion: readonly (readonly number[])[]): Estimate | null {
  const recalls = confusion.flatMap((row, c) => {
    const [hits, samples] = [row[c] ?? 0, sum(row)]
    const interval = wilsonInterval(hits, samples)
    return interval ? [{ value: hits / samples, ...interval }] : []
  })
  if (recalls.length === 0) return null
  const value = sum(recalls.map((recall) => recall.value)) / recalls.length
  const below = Math.hypot(...recalls.map((recall) => recall.value - recall.low)) / recalls.length
  const above = Math.hypot(...recalls.map((recall) => recall.high - recall.value)) / recalls.length
  return { value, low: Math.max(0, value - below), high: Math.min(1, value + above) }
}

/**
 * Macro F1 over the classes in the truth, with the delta method's interval for a fixed number of samples of each class
 * (Takahashi et al. 2022, "Confidence interval for micro-averaged F1 and macro-averaged F1 scores").
 * @returns null without samples
 */
export function macroF1Estimate(confusion: readonly (readonly number[])[]): Estimate | null {
  const support = confusion.map(sum)
  const classes = support.filter((count) => count > 0).length
  if (classes === 0) return null
  const hits = confusion.map((row, c) => row[c] ?? 0)
  const totals = support.map((count, c) => count + sum(confusion.map((row) => row[c] ?? 0)))
  const f1 = hits.map((hit, c) => (support[c] === 0 ? 0 : (2 * hit) / (totals[c] ?? 1)))
  const value = sum(f1) / classes
  // F1 = 2 hits / (support + predicted): what one more sample of a class, taken for c, adds to the F1 of c.
  const slope = (truth: number, c: number): number =>
    support[c] === 0 ? 0 : ((truth === c ? 2 : 0) - (f1[c] ?? 0)) / (totals[c] ?? 1) / classes
  const variance = sum(
    confusion.map((row, truth) => {
      const mean = sum(row.map((count, c) => count * slope(truth, c))) / Math.max(1, support[truth] ?? 0)
      return sum(row.map((count, c) => count * (slope(truth, c) - mean) ** 2))
    }),
  )
  const half = normalQuantile(0.975) * Math.sqrt(variance)
  return { value, low: Math.max(0, value - half), high: Math.min(1, value + half) }
}

/**
 * The interval of a difference (first − second) between two independent estimates, by the square-and-add rule
 * (Newcombe 1998, "Interval estimation for the difference between independent proportions", method 10). Two runs that
 * were measured on the same rows agree on many of them, which this does not know: it is then wider than need be.
 */
export function differenceEstimate(first: Estimate, second: Estimate): Estimate {
  const value = first.value - second.value
  return {
    value,
    low: value - Math.hypot(first.value - first.low, second.high - second.value),
    high: value + Math.hypot(first.high - first.value, second.value - second.low),
  }
}

/** Whether chance alone may explain the difference of two estimates: its 95% interval holds 0. */
export function isWithinNoise(first: Estimate, second: Estimate): boolean {
  const { low, high } = differenceEstimate(first, second)
  return low <= 0 && high >= 0
}
