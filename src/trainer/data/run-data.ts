/** The data of one run: read, split, thinned out, filled in, encoded and scaled. Knows nothing of tfjs. */
import { readFile } from 'node:fs/promises'
import { fitPreprocessing, type FittedColumn } from '@core/columns/preprocessing'
import { countLabels } from '@core/labels'
import { configuredSplit } from '@core/sampling/configured-split'
import { targetCounts } from '@core/sampling/rarest-labels'
import type { RunConfig } from '@shared/config/run-config'
import { decodeDataset, type DatasetContent } from '@shared/dataset-file'
import { FocalError } from '@shared/errors'
import { fitStandardization, shiftFeatures, standardize, type Standardization } from './standardize'

export interface SplitData {
  /** Row numbers in the data set, ascending. */
  rows: Int32Array
  /** rows × features, row-major, encoded and scaled. */
  values: Float32Array
  /** Class number of each row; of several labels the rarest, and the number of labels for none. */
  classes: Int32Array
  /** rows × labels, row-major, 1 where the row has the label; null where each row has one class. */
  targets: Uint8Array | null
  /** Rows of each class, or rows that have each label. */
  counts: number[]
}

export interface RunData {
  labels: string[]
  /** Whether a sample may have several labels, or none. */
  multiLabel: boolean
  /** Features that the model sees: encoded ones. */
  features: number
  /** [height, width, channels], or null for a table. */
  shape: [number, number, number] | null
  train: SplitData
  validation: SplitData
  /** What was fitted on the training split, column by column; null where the features are plain numbers. */
  preprocessing: FittedColumn[] | null
  /** Of the encoded features; null where the configuration leaves them as they are. */
  standardization: Standardization | null
}

/**
 * Reads a data file and prepares both splits.
 * @throws FocalError `data-set-invalid` where it cannot be read, or cannot be trained on
 */
export async function readRunData(dataPath: string, config: RunConfig): Promise<RunData> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(dataPath)
  } catch (error) {
    throw unusable(`The data file ${dataPath} cannot be read: ${String(error)}. Import the data set again.`)
  }
  return prepareRunData(decodeDataset(bytes), config)
}

/** The same from decoded content; `content` is not changed. */
export function prepareRunData(content: DatasetContent, config: RunConfig): RunData {
  const { labels, shape, columns } = content
  requireClasses(content)
  const multiLabel = content.targets !== undefined
  // Samples without a label are a stratum of their own.
  const strata = labels.length + (multiLabel ? 1 : 0)
  const split = configuredSplit(content.classes, strata, config.data, config.seed, content)
  const train = takeRows(content, split.train)
  const validation = takeRows(content, split.validation)
  requireTrainable(content, train, validation)
  const encoded =
    columns === undefined ? plainNumbers(content) : encodeSplits({ ...content, columns }, train, validation)
  requireFiniteValues(content, encoded.features, [train, validation])
  const standardization = scale(encoded, train, validation, config.data.standardize)
  const { features, preprocessing } = encoded
  return { labels, multiLabel, features, shape, train, validation, preprocessing, standardization }
}

interface Encoded {
  features: number
  preprocessing: FittedColumn[] | null
  /** To be added to each feature for the data's own units. */
  offsets: Float64Array
  isScaled: boolean[]
}

function plainNumbers({ features }: DatasetContent): Encoded {
  const isScaled = new Array<boolean>(features).fill(true)
  return { features, preprocessing: null, offsets: new Float64Array(features), isScaled }
}

/** Replaces the stored values of both splits by the encoded ones, as the training split says. */
function encodeSplits(
  { featureNames, columns, fill }: DatasetContent & Pick<Required<DatasetContent>, 'columns'>,
  train: SplitData,
  validation: SplitData,
): Encoded {
  const fitted = fitPreprocessing(train.values, featureNames, columns, fill ?? null)
  for (const split of [train, validation]) split.values = fitted.apply(split.values)
  const { features, offsets, isScaled } = fitted
  return { features, preprocessing: fitted.columns, offsets, isScaled }
}

/**
 * Scales both splits in place. Large numbers are stored relative to their mean; they are scaled as they are stored, and
 * only the record is in the data's own units: that way no digit is lost to float32.
 */
function scale(
  { features, offsets, isScaled }: Encoded,
  train: SplitData,
  validation: SplitData,
  isWanted: boolean,
): Standardization | null {
  if (!isWanted) {
    for (const split of [train, validation]) shiftFeatures(split.values, offsets)
    return null
  }
  const stored = fitStandardization(train.values, features, isScaled)
  for (const split of [train, validation]) standardize(split.values, stored)
  return { means: stored.means.map((mean, f) => mean + (offsets[f] ?? 0)), deviations: stored.deviations }
}

function takeRows(content: DatasetContent, rows: Int32Array): SplitData {
  const { values, classes, targets, features, labels } = content
  const taken = new Float32Array(rows.length * features)
  rows.forEach((row, i) => taken.set(values.subarray(row * features, (row + 1) * features), i * features))
  const ofRows = Int32Array.from(rows, (row) => classes[row]!)
  if (targets === undefined) {
    const counts = countLabels(ofRows, labels.length)
    return { rows, values: taken, classes: ofRows, targets: null, counts }
  }
  const { length } = labels
  const takenTargets = new Uint8Array(rows.length * length)
  rows.forEach((row, i) => takenTargets.set(targets.subarray(row * length, (row + 1) * length), i * length))
  const counts = targetCounts(takenTargets, length)
  return { rows, values: taken, classes: ofRows, targets: takenTargets, counts }
}

function requireClasses({ labels, targets }: DatasetContent): void {
  if (labels.length >= 2 || (targets !== undefined && labels.length === 1)) return
  throw unusable(
    `The data set has ${labels.length} class; a classifier needs at least 2. Choose another label column.`,
  )
}

function requireTrainable(
  { labels, multiLabel }: DatasetContent,
  train: SplitData,
  validation: SplitData,
): void {
  const missing = labels.filter((_, c) => train.counts[c] === 0)
  if (missing.length > 0) {
    const names = missing.map((label) => `"${label}"`).join(', ')
    const message =
      multiLabel === true
        ? `No training sample has the label ${names}. Take another split seed or fewer folds, give the label more samples, or leave it out of the data.`
        : `No training samples of class ${names}. Remove the class from the data, or give it samples.`
    throw unusable(message, { classes: missing })
  }
  if (validation.rows.length === 0) {
    throw unusable(
      'No samples are left for validation. Use a data set with at least two samples of some class.',
    )
  }
}

function requireFiniteValues(
  { featureNames, columns }: DatasetContent,
  features: number,
  splits: SplitData[],
): void {
  for (const { rows, values } of splits) {
    const at = values.findIndex((value) => !Number.isFinite(value))
    if (at < 0) continue
    const row = rows[Math.floor(at / features)]
    const name = (columns === undefined ? featureNames[at % features] : undefined) ?? String(at % features)
    throw unusable(`Feature "${name}" of row ${row} is ${values[at]}. Import the data set again.`, {
      row,
      feature: name,
    })
  }
}

function unusable(message: string, details?: Record<string, unknown>): FocalError {
  return new FocalError({ code: 'data-set-invalid', message, details })
}
