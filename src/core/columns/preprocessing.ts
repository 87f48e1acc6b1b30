/**
 * columns/: what a table's columns mean to a model. This file fills in missing values and encodes categories. Whatever
 * depends on values (means, most frequent values, categories) is fitted on training rows alone.
 */
import type { Encoding, FillRule } from '@shared/domain/dataset'
import type { ColumnDescription } from '@shared/dataset-file'

/** One column as a run uses it, in the data's own units: enough to prepare new data the same way. */
export type FittedColumn =
  | {
      name: string
      type: 'numeric'
      /** Replaces a missing value; null where none was missing. */
      fill: number | null
    }
  | {
      name: string
      type: 'categorical'
      encoding: Encoding
      /** Those of the training rows, in order. Others become zeros (one-hot) or -1 (ordinal). */
      categories: string[]
      fill: string | null
    }

/** A fit, for the stored values of a data file. */
export interface Preprocessing {
  columns: FittedColumn[]
  /** Encoded features. */
  features: number
  /** What is to be added to each encoded feature to have the data's own units. */
  offsets: Float64Array
  /** Whether scaling applies: all but one-hot features. */
  isScaled: boolean[]
  /** @param values rows × stored columns; @returns rows × features, in stored units */
  apply(values: Float32Array): Float32Array
}

/** How one column is read: a number to fill in, and for categories the place of each stored index. */
interface Encoder {
  fill: number
  /** Null for a numeric column; -1 for a category that the training rows lack. */
  places: Int32Array | null
  /** Features it becomes. */
  width: number
  isOneHot: boolean
}

/**
 * Fits on training rows.
 * @param values rows × columns, row-major, as stored
 * @param rule null where nothing is to be filled in
 */
export function fitPreprocessing(
  values: Float32Array,
  names: readonly string[],
  columns: readonly ColumnDescription[],
  rule: FillRule | null,
): Preprocessing {
  const fitted: FittedColumn[] = []
  const encoders: Encoder[] = []
  columns.forEach((column, k) => {
    const name = names[k] ?? `column ${k + 1}`
    const seen = new Column(values, k, columns.length)
    const encoder =
      column.type === 'numeric'
        ? fitNumbers(seen, column.missing > 0 ? rule : null)
        : fitCategories(seen, column)
    encoders.push(encoder)
    fitted.push(describe(name, column, encoder, rule))
  })
  const offsets = columns.flatMap((column, k) =>
    new Array<number>(encoders[k]?.width ?? 0).fill(column.type === 'numeric' ? column.offset : 0),
  )
  return {
    columns: fitted,
    features: offsets.length,
    offsets: Float64Array.from(offsets),
    isScaled: encoders.flatMap(({ width, isOneHot }) => new Array<boolean>(width).fill(!isOneHot)),
    apply: (rows) => encode(rows, encoders, offsets.length),
  }
}

/** One column of row-major values, without the missing ones. */
class Column {
  constructor(
    private readonly values: Float32Array,
    private readonly first: number,
    private readonly stride: number,
  ) {}

  *[Symbol.iterator](): Generator<number> {
    for (let i = this.first; i < this.values.length; i += this.stride) {
      const value = this.values[i]
      if (value !== undefined && !Number.isNaN(value)) yield value
    }
  }
}

function fitNumbers(values: Column, rule: FillRule | null): Encoder {
  const fill = rule === null ? NaN : rule === 'mean' ? mean(values) : (mostFrequent(values) ?? 0)
  return { fill, places: null, width: 1, isOneHot: false }
}

function fitCategories(
  values: Column,
  { categories, encoding }: ColumnDescription & { type: 'categorical' },
): Encoder {
  const isSeen = new Set(values)
  const places = new Int32Array(categories.length).fill(-1)
  let width = 0
  categories.forEach((_, index) => {
    if (isSeen.has(index)) places[index] = width++
  })
  const isOneHot = encoding === 'oneHot'
  // A constant column still is one feature: a model needs at least one.
  return { fill: mostFrequent(values) ?? NaN, places, width: isOneHot ? Math.max(1, width) : 1, isOneHot }
}

function describe(
  name: string,
  column: ColumnDescription,
  { fill, places }: Encoder,
  rule: FillRule | null,
): FittedColumn {
  const isFilled = rule !== null && column.missing > 0 && !Number.isNaN(fill)
  if (column.type === 'numeric')
    return { name, type: 'numeric', fill: isFilled ? column.offset + fill : null }
  const categories = column.categories.filter((_, index) => (places?.[index] ?? -1) >= 0)
  const { encoding } = column
  return {
    name,
    type: 'categorical',
    encoding,
    categories,
    fill: isFilled ? (column.categories[fill] ?? null) : null,
  }
}

function encode(values: Float32Array, encoders: readonly Encoder[], features: number): Float32Array {
  const rows = encoders.length === 0 ? 0 : values.length / encoders.length
  const encoded = new Float32Array(rows * features)
  for (let row = 0, from = 0, to = 0; row < rows; row++) {
    for (const { fill, places, width, isOneHot } of encoders) {
      const stored = values[from++] ?? NaN
      const value = Number.isNaN(stored) ? fill : stored
      if (places === null) encoded[to] = value
      else {
        const place = places[value] ?? -1
        if (!isOneHot) encoded[to] = place
        else if (place >= 0) encoded[to + place] = 1
      }
      to += width
    }
  }
  return encoded
}

function mean(values: Iterable<number>): number {
  let sum = 0
  let count = 0
  for (const value of values) {
    sum += value
    count += 1
  }
  return count === 0 ? 0 : sum / count
}

/** The smallest of the most frequent ones; null where there is none. */
function mostFrequent(values: Iterable<number>): number | null {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let best: [number, number] | null = null
  for (const [value, count] of counts) {
    if (best === null || count > best[1] || (count === best[1] && value < best[0])) best = [value, count]
  }
  return best === null ? null : best[0]
}
