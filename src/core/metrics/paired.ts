/** Do two runs differ on the same validation rows, or is it chance? */
import { badInput } from '@shared/errors'
import { createRandom, type Random } from '../sampling/random'
import { binomialTest, chiSquaredTail, logBinomial } from '../stats/distributions'
import { quantile } from '../stats/summary'
import { meanOfDefined } from './confusion'
import type { Interval } from './intervals'

export interface McNemarResult {
  /** Rows that only the first, and only the second run has right. */
  onlyFirst: number
  onlySecond: number
  /** Two-sided; exact (binomial) below 25 such rows, else χ² with continuity correction. */
  pValue: number
  method: 'exact' | 'chiSquared'
}

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

export interface Difference extends Interval {
  /** second - first, as measured. */
  difference: number
}

export interface PairedDifference {
  balancedAccuracy: Difference
  /** Recall of each class; null for a class absent from the truth. */
  recall: (Difference | null)[]
}

export interface BootstrapOptions {
  seed: number
  /** Times the rows are drawn anew. */
  resamples?: number
  /** For instance 0.95. */
  confidence?: number
}

/**
 * Bootstrap interval (percentiles) of the difference between two runs, second - first, in balanced accuracy and in the
 * recall of each class. Rows are drawn anew within each class, so that no class is lost; both runs see the same rows.
 */
export function pairedBootstrap(
  labels: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  classes: number,
  { seed, resamples = 2000, confidence = 0.95 }: BootstrapOptions,
): PairedDifference {
  requireSameRows(labels, first, second)
  const counts = discordantCounts(labels, first, second, classes)
  const draws = counts.map((ofClass, c) =>
    ofClass.rows === 0
      ? null
      : drawDifferences(ofClass, resamples, createRandom(seed, `bootstrap of class ${c}`)),
  )
  const measured = counts.map(({ rows, gained, lost }) => (rows === 0 ? null : (gained - lost) / rows))
  const balanced = Float64Array.from({ length: resamples }, (_, r) =>
    meanOfDefined(draws.map((draw) => draw?.[r] ?? null)),
  )
  return {
    balancedAccuracy: { difference: meanOfDefined(measured), ...percentiles(balanced, confidence) },
    recall: draws.map((draw, c) =>
      draw === null ? null : { difference: measured[c] ?? NaN, ...percentiles(draw, confidence) },
    ),
  }
}

/** Of one class: its rows, those only the second run has right, and those only the first has right. */
interface Discordance {
  rows: number
  gained: number
  lost: number
}

function discordantCounts(
  labels: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  classes: number,
): Discordance[] {
  const counts = Array.from({ length: classes }, () => ({ rows: 0, gained: 0, lost: 0 }))
  for (let i = 0; i < labels.length; i++) {
    const ofClass = counts[labels[i]!]
    if (ofClass === undefined)
      throw badInput(`labels[${i}] is ${labels[i]}, but there are ${classes} classes.`, { field: 'labels' })
    const firstRight = first[i] === labels[i]
    const secondRight = second[i] === labels[i]
    ofClass.rows++
    if (secondRight && !firstRight) ofClass.gained++
    if (firstRight && !secondRight) ofClass.lost++
  }
  return counts
}

/**
 * Only discordant rows move the difference: their number in a resample is binomial, and each is a gain with probability
 * gained / (gained + lost). So a resample costs the discordant rows, not all of them.
 */
function drawDifferences(
  { rows, gained, lost }: Discordance,
  resamples: number,
  random: Random,
): Float64Array {
  const discordant = gained + lost
  const drawDiscordant = binomialSampler(rows, discordant / rows, random)
  const gainBelow = (gained / discordant) * 2 ** 32
  return Float64Array.from({ length: resamples }, () => {
    const drawn = drawDiscordant()
    let gains = 0
    for (let k = 0; k < drawn; k++) if (random.uint32() < gainBelow) gains++
    return (2 * gains - drawn) / rows
  })
}

/** Draws binomial numbers by inverting the distribution, tabulated within 12 standard deviations of its mean. */
function binomialSampler(n: number, p: number, random: Random): () => number {
  if (p === 0 || p === 1) return () => n * p
  const reach = 12 * Math.sqrt(n * p * (1 - p)) + 12
  const start = Math.max(0, Math.floor(n * p - reach))
  const end = Math.min(n, Math.ceil(n * p + reach))
  const cumulative = new Float64Array(end - start + 1)
  let sum = 0
  for (let k = start; k <= end; k++) {
    sum += Math.exp(logBinomial(k, n, p))
    cumulative[k - start] = sum
  }
  return () => start + firstAbove(cumulative, random.uniform() * sum)
}

function firstAbove(cumulative: Float64Array, value: number): number {
  let low = 0
  let high = cumulative.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (cumulative[middle]! > value) high = middle
    else low = middle + 1
  }
  return low
}

function percentiles(values: Float64Array, confidence: number): Interval {
  const sorted = Float64Array.from(values).sort()
  return { low: quantile(sorted, (1 - confidence) / 2), high: quantile(sorted, (1 + confidence) / 2) }
}

function requireSameRows(
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
