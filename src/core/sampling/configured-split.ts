import type { DataConfig } from '@shared/config/run-config'
import { longTailCounts, longTailRows } from './long-tail'
import { heldOutCount, stratifiedSplit, type Split } from './split'

/**
 * The split that a run's data configuration means: what the preview shows and what the trainer trains on.
 * Validation is held out first and stays as it is; the long tail thins out the training rows alone.
 * @param labels class number of every row of the data set
 * @param classes number of classes
 * @param seed the run's seed; `data.splitSeed` goes before it
 */
export function configuredSplit(
  labels: ArrayLike<number>,
  classes: number,
  data: DataConfig,
  seed: number,
): Split {
  const splitSeed = data.splitSeed ?? seed
  const { train, validation } = stratifiedSplit(labels, data.validationFraction, splitSeed)
  const longTail = { factor: data.imbalance, shape: data.imbalanceShape, seed: splitSeed }
  return { train: longTailRows(labels, train, classes, longTail), validation }
}

/**
 * How many rows of each class the configured split has, without drawing it: the counts do not depend on the seed.
 * @param counts rows of each class of the data set, in label order
 */
export function configuredCounts(
  counts: readonly number[],
  data: DataConfig,
): { train: number[]; validation: number[] } {
  const validation = counts.map((rows) => heldOutCount(rows, data.validationFraction))
  const left = counts.map((rows, c) => rows - validation[c]!)
  return { train: longTailCounts(left, data.imbalance, data.imbalanceShape), validation }
}
