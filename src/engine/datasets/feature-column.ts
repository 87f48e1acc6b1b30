import type { ColumnDescription } from '@shared/dataset-file'
import type { Encoding } from '@shared/domain/dataset'
import { compareLabels } from '@core/columns/label-order'
import { DataProblem, quoteCell } from './data-problem'

/** Most categories of a column. */
export const mostCategories = 1000

/** One stored column as its values come, and how they are written in the end. */
export interface FeatureColumn {
  readonly name: string
  /** Takes a value, or null where it is missing. @returns what to spool */
  add(value: number | string | null): number
  /** What was seen, for the header. */
  describe(): ColumnDescription
  /** The way from a spooled value to the stored one, once all are there. */
  stored(): (value: number) => number
}

/** Largest size of a column's values in deviations up to which float32 keeps what a model can use. */
const sizeInDeviations = 8

export class NumericFeature implements FeatureColumn {
  private missing = 0
  private count = 0
  private first = 0
  /** Sums of the differences from the first value: they lose no digits to a large mean. */
  private sum = 0
  private squares = 0
  private largest = 0
  private isExact = true

  constructor(readonly name: string) {}

  add(value: number | string | null): number {
    if (value === null) {
      this.missing += 1
      return NaN
    }
    const number = Number(value)
    if (this.count === 0) this.first = number
    this.count += 1
    const difference = number - this.first
    this.sum += difference
    this.squares += difference * difference
    this.largest = Math.max(this.largest, Math.abs(number))
    if (this.isExact) this.isExact = Math.fround(number) === number
    return number
  }

  describe(): ColumnDescription {
    return { type: 'numeric', offset: this.offset(), missing: this.missing }
  }

  stored(): (value: number) => number {
    const offset = this.offset()
    return offset === 0 ? (value) => value : (value) => value - offset
  }

  /** The mean, where float32 cannot tell the values apart well: large numbers that lie close together. */
  private offset(): number {
    if (this.count === 0 || this.isExact) return 0
    const mean = this.sum / this.count
    const deviation = Math.sqrt(Math.max(0, this.squares / this.count - mean * mean))
    return this.largest > sizeInDeviations * deviation ? this.first + mean : 0
  }
}

export class CategoricalFeature implements FeatureColumn {
  private missing = 0
  private readonly indices = new Map<string, number>()

  constructor(
    readonly name: string,
    private readonly encoding: Encoding,
  ) {}

  /** @throws DataProblem where there are too many, without its place */
  add(value: number | string | null): number {
    if (value === null) {
      this.missing += 1
      return NaN
    }
    const text = String(value)
    const known = this.indices.get(text)
    if (known !== undefined) return known
    if (this.indices.size === mostCategories) {
      throw new DataProblem(
        `${quoteCell(text)} would be category ${mostCategories + 1}; at most ${mostCategories} are possible. Make the column numeric, or leave it out (type ignore).`,
        {
          value: text,
          expected: `at most ${mostCategories} categories`,
          problem: 'too-many-categories',
          details: { most: mostCategories },
        },
      )
    }
    this.indices.set(text, this.indices.size)
    return this.indices.size - 1
  }

  describe(): ColumnDescription {
    return { type: 'categorical', categories: this.ordered(), encoding: this.encoding, missing: this.missing }
  }

  stored(): (value: number) => number {
    const place = new Map(this.ordered().map((text, index) => [this.indices.get(text) ?? -1, index]))
    return (value) => place.get(value) ?? NaN
  }

  private ordered(): string[] {
    return [...this.indices.keys()].sort(compareLabels)
  }
}
