/**
 * Long-tailed versions of a data set, as the papers make them (Cui et al. 2019; Cao et al. 2019): imbalance factor
 * ρ = n_max / n_min, classes in label order.
 */
import type { imbalanceShapes } from '@shared/config/choices'
import { badInput } from '@shared/errors'
import { createRandom, shuffle } from './random'
import { rowsByClass } from './split'

export type ImbalanceShape = (typeof imbalanceShapes)[number]

/**
 * Rows to keep of each class.
 * - `exp`: n_c = n_max · ρ^(-c / (C - 1)), rounded down
 * - `step`: n_max for the first half of the classes, n_max / ρ for the rest
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
  return counts.map((count, c) => {
    const wanted = largest * keptShare(c, counts.length, factor, shape)
    // n_max / ρ = 50 exactly may come out as 49.999999999999993.
    return Math.min(count, Math.max(1, Math.floor(wanted + 1e-9)))
  })
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

function keptShare(c: number, classes: number, factor: number, shape: ImbalanceShape): number {
  if (shape === 'step') return c < Math.floor(classes / 2) || classes === 1 ? 1 : 1 / factor
  return classes === 1 ? 1 : Math.pow(factor, -c / (classes - 1))
}
