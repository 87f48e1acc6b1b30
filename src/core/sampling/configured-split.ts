import type { DataConfig } from '@shared/config/run-config'
import { splitParts, type GivenSplit } from '@shared/dataset-file'
import { longTailCounts, longTailRows } from './long-tail'
import { foldCounts, heldOutCount, stratifiedFolds, stratifiedSplit, type Split } from './split'

/**
 * The split that a run's data configuration means: what the preview shows and what the trainer trains on. A fold goes
 * before a given split, and that before a held-out share of each class. Validation stays as it is; the long tail thins
 * out the training rows alone.
 * @param labels class number of every row of the data set
 * @param classes number of classes
 * @param seed the run's seed; `data.splitSeed` goes before it
 * @param given part of each row (`splitParts`), where the data set brings a split of its own
 */
export function configuredSplit(
  labels: ArrayLike<number>,
  classes: number,
  data: DataConfig,
  seed: number,
  given?: Int32Array,
): Split {
  const splitSeed = data.splitSeed ?? seed
  const { train, validation } = drawSplit(labels, data, splitSeed, given)
  const longTail = { factor: data.imbalance, shape: data.imbalanceShape, seed: splitSeed }
  return { train: longTailRows(labels, train, classes, longTail), validation }
}

function drawSplit(labels: ArrayLike<number>, data: DataConfig, seed: number, given?: Int32Array): Split {
  if (data.fold !== null) {
    const fold = stratifiedFolds(labels, data.fold.of, seed)[data.fold.index - 1]
    if (fold !== undefined) return fold
  }
  if (data.givenSplit && given !== undefined) {
    return { train: rowsOf(given, splitParts.train), validation: rowsOf(given, splitParts.validation) }
  }
  return stratifiedSplit(labels, data.validationFraction, seed)
}

function rowsOf(given: Int32Array, part: number): Int32Array {
  const rows: number[] = []
  given.forEach((other, row) => {
    if (other === part) rows.push(row)
  })
  return Int32Array.from(rows)
}

/**
 * How many rows of each class the configured split has, without drawing it: the counts do not depend on the seed.
 * @param counts rows of each class of the data set, in label order
 * @param given the data set's own split, where it has one
 */
export function configuredCounts(
  counts: readonly number[],
  data: DataConfig,
  given?: GivenSplit,
): { train: number[]; validation: number[] } {
  const { train, validation } = splitCounts(counts, data, given)
  return { train: longTailCounts(train, data.imbalance, data.imbalanceShape), validation }
}

function splitCounts(
  counts: readonly number[],
  data: DataConfig,
  given?: GivenSplit,
): { train: number[]; validation: number[] } {
  if (data.fold === null && data.givenSplit && given !== undefined) {
    return { train: [...given.train], validation: [...given.validation] }
  }
  const validation =
    data.fold === null
      ? counts.map((rows) => heldOutCount(rows, data.validationFraction))
      : foldCounts(counts, data.fold)
  return { train: counts.map((rows, c) => rows - (validation[c] ?? 0)), validation }
}
