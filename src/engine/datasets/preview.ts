import type { ColumnDescription, DatasetHeader } from '@shared/dataset-file'
import type { DatasetPreview, FeatureRange } from '@shared/domain/dataset'
import { nextTurn } from '../turns'
import type { DatasetReader } from './dataset-reader'

/** Values read and measured between two turns of the event loop. */
const valuesAtOnce = 500_000

/**
 * A few samples, going round the classes so that rare ones are seen, and the range of every feature.
 * Reads the data file once, in pieces.
 */
export async function previewDataset(
  reader: DatasetReader,
  rows: number,
  signal?: AbortSignal,
): Promise<DatasetPreview> {
  const { header } = reader
  const columns = columnsOf(header)
  const classes = await reader.classes()
  // One more: samples with none of several labels.
  const chosen = roundRobin(classes, header.labels.length + 1, rows)
  const samples = await Promise.all(
    chosen.map(async (row) => {
      const stored = await reader.rows(row, 1)
      return {
        label: await labelOf(reader, row, classes[row] ?? 0),
        features: Array.from(stored, (value, k) => shownValue(value, columns[k])),
      }
    }),
  )
  return {
    rows: samples,
    featureRanges: await featureRanges(reader, columns, signal),
    fill: header.fill ?? null,
    splitColumn: header.split?.column ?? null,
    unlabelled:
      header.multiLabel === true ? classes.filter((label) => label === header.labels.length).length : 0,
  }
}

/** The class of a sample, or all of its labels. */
async function labelOf(reader: DatasetReader, row: number, label: number): Promise<string> {
  const { labels, multiLabel } = reader.header
  if (multiLabel !== true) return labels[label] ?? ''
  const targets = await reader.targets(row, 1)
  return labels.filter((_, l) => targets[l] === 1).join(', ')
}

function columnsOf({ columns, features }: DatasetHeader): ColumnDescription[] {
  if (columns !== undefined) return columns
  return Array.from({ length: features }, () => ({ type: 'numeric', offset: 0, missing: 0 }))
}

/** A stored value as it stood in the file. */
function shownValue(value: number, column: ColumnDescription | undefined): number | string | null {
  if (Number.isNaN(value)) return null
  if (column?.type === 'categorical') return column.categories[value] ?? null
  return value + (column?.offset ?? 0)
}

/** Row numbers: the first sample of each class, then the second of each, and so on. */
function roundRobin(classes: Int32Array, classCount: number, rows: number): number[] {
  const ofClass = Array.from({ length: classCount }, (): number[] => [])
  classes.forEach((label, row) => {
    const list = ofClass[label]!
    if (list.length < rows) list.push(row)
  })
  const chosen: number[] = []
  for (let round = 0; round < rows && chosen.length < rows; round++) {
    const before = chosen.length
    for (const list of ofClass) {
      const row = list[round]
      if (row !== undefined && chosen.length < rows) chosen.push(row)
    }
    if (chosen.length === before) break
  }
  return chosen
}

async function featureRanges(
  reader: DatasetReader,
  columns: readonly ColumnDescription[],
  signal?: AbortSignal,
): Promise<FeatureRange[]> {
  const { samples, features, featureNames } = reader.header
  const min = new Float64Array(features).fill(Infinity)
  const max = new Float64Array(features).fill(-Infinity)
  const sum = new Float64Array(features)
  const rowsAtOnce = Math.max(1, Math.floor(valuesAtOnce / features))
  for (let first = 0; first < samples; first += rowsAtOnce) {
    const values = await reader.rows(first, Math.min(rowsAtOnce, samples - first))
    for (let i = 0, k = 0; i < values.length; i++) {
      const value = values[i]!
      if (value < min[k]!) min[k] = value
      if (value > max[k]!) max[k] = value
      if (!Number.isNaN(value)) sum[k]! += value
      k = k + 1 === features ? 0 : k + 1
    }
    await nextTurn(signal)
  }
  return columns.map((column, k) => {
    const name = featureNames[k] ?? ''
    const { missing } = column
    const isCategorical = column.type === 'categorical'
    const offset = isCategorical ? 0 : column.offset
    const known = samples - missing
    const range =
      isCategorical || known === 0
        ? { min: null, mean: null, max: null }
        : { min: offset + min[k]!, mean: offset + sum[k]! / known, max: offset + max[k]! }
    return { name, ...range, missing, categories: isCategorical ? column.categories.length : null, offset }
  })
}
