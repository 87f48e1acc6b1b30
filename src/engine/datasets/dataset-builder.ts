/** From rows to a data file, in bounded memory: rows are spooled, and written once everything about them is known. */
import { join } from 'node:path'
import {
  contentBytes,
  encodeDatasetPrefix,
  splitParts,
  type ColumnDescription,
  type DatasetHeader,
} from '@shared/dataset-file'
import type { FillRule } from '@shared/domain/dataset'
import { ClassTable } from './class-table'
import { DataProblem, type ProblemPlace } from './data-problem'
import { refuseTooLarge, writeDataFile } from './dataset-writer'
import type { FeatureColumn } from './feature-column'
import { Spool } from './spool'

/** Rows called test: validation rows where no others are, unused where there are. */
export const testPart = 3

export interface BuilderOptions {
  /** Folder for temporary files; the caller removes it. */
  folder: string
  features: readonly FeatureColumn[]
  shape: [number, number, number] | null
  /** What labels are read from, for messages; null where it is no column. */
  labelColumn: string | null
  /** What a given split is read from; null where there is none. */
  splitColumn: string | null
  /** Whether every value is a float32, as bytes are: half of the disk will do. */
  isSinglePrecision: boolean
}

/** What the store is to know of a data file. */
export interface BuiltDataset {
  hash: string
  header: DatasetHeader
  counts: number[]
}

export class DatasetBuilder {
  private readonly values: Spool<Float64Array | Float32Array>
  private readonly classes: Spool<Int32Array>
  private readonly parts: Spool<Int32Array> | null
  private readonly classTable: ClassTable
  private readonly isPlain: boolean
  private hasValidation = false

  constructor(private readonly options: BuilderOptions) {
    const { folder, labelColumn, splitColumn, isSinglePrecision } = options
    const Kind: new (length: number) => Float64Array | Float32Array = isSinglePrecision
      ? Float32Array
      : Float64Array
    this.values = new Spool(join(folder, 'values'), Kind)
    this.classes = new Spool(join(folder, 'classes'), Int32Array)
    this.parts = splitColumn === null ? null : new Spool(join(folder, 'parts'), Int32Array)
    this.classTable = new ClassTable(labelColumn)
    this.isPlain = isSinglePrecision
  }

  get samples(): number {
    return this.classes.length
  }

  /** Adds the class and the part of a row, whose values follow one by one. @throws DataProblem */
  startRow(label: string, place: ProblemPlace, part: number = splitParts.train): void {
    this.classes.push(this.classTable.add(label, place))
    this.parts?.push(part)
    if (part === splitParts.validation) this.hasValidation = true
    if (this.samples % rowsBetweenChecks === 0) refuseTooLarge(this.samples, this.options.features.length)
  }

  /** Adds the value of feature `k`; null where it is missing. @throws DataProblem without its place */
  addValue(k: number, value: number | string | null): void {
    const feature = this.options.features[k]
    if (feature !== undefined) this.values.push(feature.add(value))
  }

  /** Adds all values of a row that are plain numbers of single precision. */
  addPlainValues(values: ArrayLike<number>): void {
    for (let k = 0; k < values.length; k++) this.values.push(values[k] ?? 0)
  }

  /**
   * Writes the data file, named by its hash, into a folder.
   * @throws DataProblem where there are no rows or too few classes; FocalError where it is too large
   */
  async write(target: string, fill: FillRule | null): Promise<BuiltDataset> {
    if (this.samples === 0)
      throw new DataProblem('there is no row of data in it.', { expected: 'rows of data' })
    const { labels, counts, newIndex } = this.classTable.finish()
    const { features, shape } = this.options
    const columns = this.isPlain ? [] : features.map((feature) => feature.describe())
    const isPlain = columns.every(
      (column) => column.type === 'numeric' && column.offset === 0 && column.missing === 0,
    )
    const split = this.givenSplit(labels.length, newIndex)
    const header: DatasetHeader = {
      samples: this.samples,
      features: features.length,
      featureNames: features.map(({ name }) => name),
      shape,
      labels,
      ...(isPlain ? {} : { columns }),
      ...(fill !== null && isMissingAny(columns) ? { fill } : {}),
      ...(split === null ? {} : { split }),
    }
    refuseTooLarge(header.samples, header.features)
    const hash = await writeDataFile(target, this.content(header, newIndex))
    return { hash, header, counts }
  }

  remove(): void {
    for (const spool of [this.values, this.classes, this.parts]) spool?.remove()
  }

  private *content(header: DatasetHeader, newIndex: Int32Array): Generator<Uint8Array> {
    yield encodeDatasetPrefix(header)
    let bytes = 0
    for (const piece of [this.storedValues(), this.storedClasses(newIndex), this.storedParts()]) {
      for (const part of piece) {
        bytes += part.byteLength
        yield new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
      }
    }
    if (bytes !== contentBytes(header))
      throw new Error(`${bytes} bytes of content, not ${contentBytes(header)}`)
  }

  private *storedValues(): Generator<Float32Array> {
    const ways = this.isPlain ? null : this.options.features.map((feature) => feature.stored())
    let k = 0
    for (const piece of this.values.pieces()) {
      const stored = new Float32Array(piece.length)
      if (ways === null) stored.set(piece)
      else
        for (let i = 0; i < piece.length; i++) {
          const value = piece[i] ?? NaN
          stored[i] = Number.isNaN(value) ? NaN : (ways[k]?.(value) ?? NaN)
          k = k + 1 === ways.length ? 0 : k + 1
        }
      yield stored
    }
  }

  private *storedClasses(newIndex: Int32Array): Generator<Int32Array> {
    for (const piece of this.classes.pieces()) yield piece.map((index) => newIndex[index] ?? 0)
  }

  private *storedParts(): Generator<Int32Array> {
    const test = this.hasValidation ? splitParts.unused : splitParts.validation
    for (const piece of this.parts?.pieces() ?? [])
      yield piece.map((part) => (part === testPart ? test : part))
  }

  private givenSplit(classes: number, newIndex: Int32Array): DatasetHeader['split'] | null {
    const { splitColumn } = this.options
    if (this.parts === null || splitColumn === null) return null
    const counts = Object.values(splitParts).map(() => new Array<number>(classes).fill(0))
    const parts = this.storedParts()
    for (const piece of this.classes.pieces()) {
      const { value: part } = parts.next() as IteratorYieldResult<Int32Array>
      piece.forEach((index, i) => {
        const ofPart = counts[part[i] ?? 0]
        const label = newIndex[index] ?? 0
        if (ofPart?.[label] !== undefined) ofPart[label] += 1
      })
    }
    return {
      column: splitColumn,
      train: counts[splitParts.train] ?? [],
      validation: counts[splitParts.validation] ?? [],
    }
  }
}

const rowsBetweenChecks = 65_536

function isMissingAny(columns: readonly ColumnDescription[]): boolean {
  return columns.some(({ missing }) => missing > 0)
}
