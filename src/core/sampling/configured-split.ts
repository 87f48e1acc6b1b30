import type { DataConfig } from '@shared/config/run-config'
import { splitParts, type GivenSplit } from '@shared/dataset-file'
import { longTailCounts, longTailRows } from './long-tail'
import { foldCounts, foldOfRows, foldSplit, heldOutCount, heldOutRows, splitBy, type Split } from './split'
import { spreadOverFolds, spreadOverSplit } from './spread-labels'

/** What a data set brings that a split depends on. */
export interface SplitSource {
  /** Part of each row (`splitParts`), where the data set brings a split of its own. */
  givenSplit?: Int32Array | undefined
  /** samples × labels, where a sample may have several labels: each label is then on both sides, if that can be. */
  targets?: Uint8Array | undefined
}

/**
 * The split that a run's data configuration means: what the preview shows and what the trainer trains on. A fold goes
 * before a given split, and that before a held-out share of each class. Validation stays as it is; the long tail thins
 * out the training rows alone.
 * @param labels class number of every row of the data set; of several labels its stratum
 * @param classes number of classes
 * @param seed the run's seed; `data.splitSeed` goes before it
 */
export function configuredSplit(
  labels: ArrayLike<number>,
  classes: number,
  data: DataConfig,
  seed: number,
  source: SplitSource = {},
): Split {
  const splitSeed = data.splitSeed ?? seed
  const { train, validation } = drawSplit(labels, data, splitSeed, source)
  const longTail = { factor: data.imbalance, shape: data.imbalanceShape, seed: splitSeed }
  return { train: longTailRows(labels, train, classes, longTail), validation }
}

function drawSplit(
  strata: ArrayLike<number>,
  data: DataConfig,
  seed: number,
  { givenSplit, targets }: SplitSource,
): Split {
  const labelled = targets && { targets, labels: targets.length / strata.length }
  if (data.fold !== null) {
    const folds = foldOfRows(strata, data.fold.of, seed)
    if (labelled !== undefined) spreadOverFolds(folds, data.fold.of, labelled, seed)
    return foldSplit(folds, data.fold.index - 1)
  }
  if (data.givenSplit && givenSplit !== undefined) {
    return {
      train: rowsOf(givenSplit, splitParts.train),
      validation: rowsOf(givenSplit, splitParts.validation),
    }
  }
  const isHeldOut = heldOutRows(strata, data.validationFraction, seed)
  if (labelled !== undefined && data.validationFraction > 0) spreadOverSplit(isHeldOut, labelled, seed)
  return splitBy(isHeldOut)
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
