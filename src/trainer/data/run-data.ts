/** The data of one run: read, split, thinned out and scaled as the configuration says. Knows nothing of tfjs. */
import { readFile } from 'node:fs/promises'
import { countLabels } from '@core/labels'
import { configuredSplit } from '@core/sampling/configured-split'
import type { RunConfig } from '@shared/config/run-config'
import { decodeDataset, type DatasetContent } from '@shared/dataset-file'
import { FocalError } from '@shared/errors'
import { fitStandardization, standardize, type Standardization } from './standardize'

export interface SplitData {
  /** Row numbers in the data set, ascending. */
  rows: Int32Array
  /** rows × features, row-major, scaled. */
  values: Float32Array
  /** Class number of each row. */
  classes: Int32Array
  /** Rows of each class. */
  counts: number[]
}

export interface RunData {
  labels: string[]
  features: number
  /** [height, width, channels], or null for a table. */
  shape: [number, number, number] | null
  train: SplitData
  validation: SplitData
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
  requireFiniteValues(content)
  const classes = content.labels.length
  if (classes < 2) {
    throw unusable(
      `The data set has ${classes} class; a classifier needs at least 2. Choose another label column.`,
    )
  }
  const split = configuredSplit(content.classes, classes, config.data, config.seed)
  const train = takeRows(content, split.train)
  const validation = takeRows(content, split.validation)
  requireTrainable(content.labels, train, validation)
  const standardization = config.data.standardize ? fitStandardization(train.values, content.features) : null
  if (standardization !== null) {
    standardize(train.values, standardization)
    standardize(validation.values, standardization)
  }
  const { labels, features, shape } = content
  return { labels, features, shape, train, validation, standardization }
}

function takeRows({ values, classes, features, labels }: DatasetContent, rows: Int32Array): SplitData {
  const taken = new Float32Array(rows.length * features)
  rows.forEach((row, i) => taken.set(values.subarray(row * features, (row + 1) * features), i * features))
  const ofRows = Int32Array.from(rows, (row) => classes[row]!)
  return { rows, values: taken, classes: ofRows, counts: countLabels(ofRows, labels.length) }
}

function requireTrainable(labels: string[], train: SplitData, validation: SplitData): void {
  const missing = labels.filter((_, c) => train.counts[c] === 0)
  if (missing.length > 0) {
    const names = missing.map((label) => `"${label}"`).join(', ')
    throw unusable(
      `No training samples of class ${names}. Remove the class from the data, or give it samples.`,
      { classes: missing },
    )
  }
  if (validation.rows.length === 0) {
    throw unusable(
      'No samples are left for validation. Use a data set with at least two samples of some class.',
    )
  }
}

function requireFiniteValues({ values, features, featureNames }: DatasetContent): void {
  const at = values.findIndex((value) => !Number.isFinite(value))
  if (at < 0) return
  const row = Math.floor(at / features)
  const name = featureNames[at % features] ?? String(at % features)
  throw unusable(`Feature "${name}" of row ${row} is ${values[at]}. Import the data set again.`, {
    row,
    feature: name,
  })
}

function unusable(message: string, details?: Record<string, unknown>): FocalError {
  return new FocalError({ code: 'data-set-invalid', message, details })
}
