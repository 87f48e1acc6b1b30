/**
 * Long-tailed versions of a data set, as the papers make them (Cui et al. 2019; Cao et al. 2019): imbalance factor
 * ρ = n_max / n_min, from the largest class to the smallest. The papers' data is balanced, and its classes go by label.
 */
import type { imbalanceShapes } from '@shared/config/choices'
import { badInput } from '@shared/errors'
import { createRandom, shuffle } from './random'
import { rowsByClass } from './split'

export type ImbalanceShape = (typeof imbalanceShapes)[number]

/**
 * Largest ÷ smallest class up to which data counts as balanced: a few rows more or less, as the split leaves them, do not
 * decide which classes are to be the rare ones.
 */
const balancedUpTo = 1.1

/**
 * Rows to keep of each class, by its rank r: the largest class first, and in label order among equals and where the data
 * is balanced.
 * - `exp`: n_max · ρ^(-r / (C - 1)), rounded down
 * - `step`: n_max for the first half of the classes, n_max / ρ rounded down for the rest
 *
 * n_max is the largest count given. No class gets more than it has, nor less than one (where it has any).
 * @param counts rows of each class, in label order
 * @param factor ρ ≥ 1; 1 leaves everything
 * @throws FocalError `bad-input` for a factor below 1
 */
export function longTailCounts(counts: readonly number[], factor: number, shape: ImbalanceShape): number[] {
  if (!(factor >= 1 && Number.isFinite(factor))) {
    throw badInput(`The imbalance factor is ${factor}; it must be a number of at least 1.`, {
      field: 'imbalance',
    })
  }
  if (factor === 1) return [...counts]
  const largest = Math.max(0, ...counts)
  const ranks = ranksBySize(counts)
  return counts.map((count, c) => {
    const wanted = largest * keptShare(ranks[c]!, counts.length, factor, shape)
    // n_max / ρ = 50 exactly may come out as 49.999999999999993.
    return Math.min(count, Math.max(1, Math.floor(wanted + 1e-9)))
  })
}

/** Largest ÷ smallest class, of the classes that have rows; 1 where there are none. */
export function imbalanceOf(counts: readonly number[]): number {
  const occurring = counts.filter((count) => count > 0)
  return occurring.length === 0 ? 1 : Math.max(...occurring) / Math.min(...occurring)
}

/**
 * Says where a long-tailed split is not as imbalanced as was asked, by more than rounding to whole rows explains; null
 * where it is, and where nothing was asked (ρ = 1).
 * @param counts rows of each class that are kept
 */
export function imbalanceNote(counts: readonly number[], factor: number): string | null {
  if (factor === 1) return null
  const reached = imbalanceOf(counts)
  const smallest = Math.min(...counts.filter((count) => count > 0))
  // n_max / ρ, rounded down, is the smallest class.
  const lowest = (reached * smallest) / (smallest + 1) / balancedUpTo
  if (factor >= lowest && factor <= reached * balancedUpTo) return null
  const why =
    reached < factor
      ? 'no class keeps less than one sample'
      : 'the smallest class has no more samples than that before any are taken away'
  return `The imbalance factor of the training split is ${Number(reached.toPrecision(3))}, not ${factor}: ${why}.`
}

/** Rank of each class, 0 for the largest. */
function ranksBySize(counts: readonly number[]): number[] {
  const labels = counts.map((_, c) => c)
  const order =
    imbalanceOf(counts) > balancedUpTo ? labels.sort((a, b) => counts[b]! - counts[a]! || a - b) : labels
  const ranks = new Array<number>(counts.length).fill(0)
  order.forEach((c, rank) => (ranks[c] = rank))
  return ranks
}

/**
 * Chooses rows for a long-tailed version: a random subset of each class, ascending. With the same seed a larger factor
 * keeps a subset of what a smaller one keeps.
 * @param labels class number of every row of the data set
 * @param rows the rows to choose from (the training split)
 * @param classes number of classes; those without rows count
 */
export function longTailRows(
  labels: ArrayLike<number>,
  rows: ArrayLike<number>,
  classes: number,
  { factor, shape, seed }: { factor: number; shape: ImbalanceShape; seed: number },
): Int32Array {
  const byClass = rowsByClass(labels, rows)
  const counts = Array.from({ length: classes }, (_, c) => byClass.get(c)?.length ?? 0)
  const kept = longTailCounts(counts, factor, shape)
  const chosen = [...byClass].flatMap(([label, ofClass]) => {
    const random = createRandom(seed, `long tail of class ${label}`)
    return Array.from(shuffle(Int32Array.from(ofClass), random).subarray(0, kept[label]))
  })
  return Int32Array.from(chosen).sort()
}

function keptShare(rank: number, classes: number, factor: number, shape: ImbalanceShape): number {
  if (shape === 'step') return rank < Math.floor(classes / 2) || classes === 1 ? 1 : 1 / factor
  return classes === 1 ? 1 : Math.pow(factor, -rank / (classes - 1))
}
