import type { MissingRule } from '@shared/domain/dataset'
import { DataProblem } from '../data-problem'
import { DatasetBuilder, type BuiltDataset } from '../dataset-builder'
import { NumericFeature } from '../feature-column'
import { numberOf, refuseMissing } from '../table/cells'
import type { Folders, ImportTicker } from '../table/import-table'
import { fillRule } from '../table/table-plan'
import type { SampleSource } from './sample-source'

/** Most values of a sample. */
const mostFeatures = 100_000
const rowsBetweenTicks = 64

/** Reads samples into a data file. @throws DataProblem naming row and feature */
export async function importSamples(
  source: SampleSource,
  missing: MissingRule,
  folders: Folders,
  ticker: ImportTicker,
): Promise<BuiltDataset & { dropped: number }> {
  if (source.features > mostFeatures) {
    throw new DataProblem(
      `a sample has ${source.features} values; at most ${mostFeatures} are possible. Import images in a smaller size.`,
      { expected: `at most ${mostFeatures} values` },
    )
  }
  const names = featureNames(source)
  const builder = new DatasetBuilder({
    folder: folders.work,
    features: names.map((name) => new NumericFeature(name)),
    shape: source.shape,
    labelColumn: null,
    multiLabel: source.multiLabel,
    splitColumn: source.split,
    isSinglePrecision: source.isSmall,
  })
  let bytesRead = 0
  let rows = 0
  let dropped = 0
  try {
    await source.read(
      (values, label, place, part) => {
        rows += 1
        if (rows % rowsBetweenTicks === 0) ticker.advance(bytesRead, rows)
        if (source.isSmall) {
          builder.startRow(label, place, part)
          return builder.addPlainValues(values)
        }
        const read = readValues(values, missing, (k, problem) => {
          const { message, place: of } = problem
          return new DataProblem(message, { ...of, ...place, column: names[k] ?? String(k) })
        })
        if (read === null) dropped += 1
        else {
          builder.startRow(label, place, part)
          read.forEach((value, k) => builder.addValue(k, value))
        }
      },
      (bytes) => (bytesRead = bytes),
    )
    return { ...(await builder.write(folders.target, fillRule(missing))), dropped }
  } finally {
    builder.remove()
  }
}

/** The values of a sample, null for a missing one; null as a whole where it is to be dropped. */
function readValues(
  values: ArrayLike<number>,
  missing: MissingRule,
  placed: (k: number, problem: DataProblem) => DataProblem,
): (number | null)[] | null {
  const read = new Array<number | null>(values.length).fill(null)
  let isWhole = true
  for (let k = 0; k < values.length; k++) {
    const value = values[k] ?? NaN
    if (Number.isNaN(value) && missing !== 'refuse') {
      isWhole = false
      continue
    }
    try {
      read[k] = Number.isNaN(value) ? refuseMissing(null) : numberOf(value)
    } catch (error) {
      throw error instanceof DataProblem ? placed(k, error) : error
    }
  }
  return !isWhole && missing === 'drop' ? null : read
}

/** `pixel row,column` for images (with the channel where there are several), numbers from 1 otherwise. */
function featureNames({ shape, features }: SampleSource): string[] {
  if (shape === null) return Array.from({ length: features }, (_, k) => `x${k + 1}`)
  const [, width, channels] = shape
  return Array.from({ length: features }, (_, k) => {
    const pixel = Math.floor(k / channels)
    const place = `pixel ${Math.floor(pixel / width)},${pixel % width}`
    return channels === 1 ? place : `${place} ${['red', 'green', 'blue'][k % channels] ?? k % channels}`
  })
}
