/**
 * sampling/: who is trained on, who is held out, and in which order. random.ts has the seeded generator; split.ts holds
 * out, spread-labels.ts keeps each label on both sides, long-tail.ts thins out, epoch-sampler.ts orders an epoch.
 */
import { badInput } from '@shared/errors'
import { createRandom, shuffle } from './random'

export interface Split {
  /** Row numbers, ascending. */
  train: Int32Array
  validation: Int32Array
}

/**
 * Holds out a share of each class. Every class with two rows or more has at least one on each side; a class with one row
 * keeps it for training.
 * @param labels class number of each row
 * @param fraction share of each class to hold out, in [0, 1); 0 holds out nothing
 */
export function stratifiedSplit(labels: ArrayLike<number>, fraction: number, seed: number): Split {
  return splitBy(heldOutRows(labels, fraction, seed))
}

/** The same: 1 for each row that is held out, else 0. */
export function heldOutRows(labels: ArrayLike<number>, fraction: number, seed: number): Uint8Array {
  if (!(fraction >= 0 && fraction < 1)) {
    throw badInput(`The validation fraction is ${fraction}; it must be at least 0 and below 1.`, {
      field: 'fraction',
    })
  }
  const isHeldOut = new Uint8Array(labels.length)
  for (const [label, rows] of rowsByClass(labels)) {
    const random = createRandom(seed, `split of class ${label}`)
    const held = heldOutCount(rows.length, fraction)
    for (const row of shuffle(Int32Array.from(rows), random).subarray(0, held)) isHeldOut[row] = 1
  }
  return isHeldOut
}

/**
 * k stratified folds: fold i validates on about 1/k of each class, and every row is validated on exactly once.
 * @throws FocalError `bad-input` unless 2 ≤ k ≤ number of rows
 */
export function stratifiedFolds(labels: ArrayLike<number>, k: number, seed: number): Split[] {
  const folds = foldOfRows(labels, k, seed)
  return Array.from({ length: k }, (_, fold) => foldSplit(folds, fold))
}

/** The same: which fold, from 0, validates on each row. */
export function foldOfRows(labels: ArrayLike<number>, k: number, seed: number): Int32Array {
  if (!Number.isInteger(k) || k < 2 || k > labels.length) {
    throw badInput(
      `The number of folds is ${k}; it must be a whole number from 2 to the ${labels.length} rows.`,
      {
        field: 'folds',
      },
    )
  }
  const foldOfRow = new Int32Array(labels.length)
  let next = 0
  for (const [label, rows] of rowsByClass(labels)) {
    // Dealing goes on where the class before stopped, so that the folds are of equal size.
    for (const row of shuffle(Int32Array.from(rows), createRandom(seed, `folds of class ${label}`))) {
      foldOfRow[row] = next
      next = (next + 1) % k
    }
  }
  return foldOfRow
}

/** Validates on one fold, from 0, and trains on the others. */
export function foldSplit(foldOfRow: Int32Array, fold: number): Split {
  return splitBy(Uint8Array.from(foldOfRow, (other) => Number(other === fold)))
}

/**
 * How many rows of each class one of `stratifiedFolds` validates on.
 * @param counts rows of each class, in label order
 * @param fold its number, from 1, of so many
 */
export function foldCounts(
  counts: readonly number[],
  { index, of }: { index: number; of: number },
): number[] {
  let next = 0
  return counts.map((rows) => {
    const dealtBefore = (index - 1 - next + of) % of
    next = (next + rows) % of
    return rows <= dealtBefore ? 0 : Math.ceil((rows - dealtBefore) / of)
  })
}

/** Rows of each class that occurs, in order of the class number; rows ascending. `rows` narrows it to some. */
export function rowsByClass(labels: ArrayLike<number>, rows?: ArrayLike<number>): Map<number, number[]> {
  const unordered = new Map<number, number[]>()
  const length = rows === undefined ? labels.length : rows.length
  for (let i = 0; i < length; i++) {
    const row = rows === undefined ? i : rows[i]!
    const label = labels[row]!
    const list = unordered.get(label)
    if (list === undefined) unordered.set(label, [row])
    else list.push(row)
  }
  return new Map([...unordered].sort(([a], [b]) => a - b))
}

/** How many rows of a class with `rows` rows the stratified split holds out. */
export function heldOutCount(rows: number, fraction: number): number {
  if (rows < 2 || fraction === 0) return 0
  return Math.min(rows - 1, Math.max(1, Math.round(rows * fraction)))
}

/** @param isHeldOut one a row, 0 or 1 */
export function splitBy(isHeldOut: Uint8Array): Split {
  const held = isHeldOut.reduce((sum, flag) => sum + flag, 0)
  const split = { train: new Int32Array(isHeldOut.length - held), validation: new Int32Array(held) }
  let trained = 0
  let validated = 0
  isHeldOut.forEach((flag, row) => {
    if (flag === 1) split.validation[validated++] = row
    else split.train[trained++] = row
  })
  return split
}
