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
import { ClassTable, type OrderedClasses } from './class-table'
import { DataProblem, type ProblemPlace } from './data-problem'
import { refuseTooLarge, writeDataFile } from './dataset-writer'
import type { FeatureColumn } from './feature-column'
import { pushLabels, strataPieces, targetPieces } from './label-spool'
import { Spool } from './spool'

/** The class of a row; where it may have several labels those that it has, each once. */
export type RowLabel = string | readonly string[]

/** Rows called test: validation rows where no others are, unused where there are. */
export const testPart = 3

export interface BuilderOptions {
  /** Folder for temporary files; the caller removes it. */
  folder: string
  features: readonly FeatureColumn[]
  shape: [number, number, number] | null
  /** What labels are read from, for messages; null where it is no column, or several. */
  labelColumn: string | null
  /** Where rows may have several labels: those that are known before, in order. Absent where each has one class. */
  multiLabel?: { known: readonly string[] } | undefined
  /** What a given split is read from; null where there is none. */
  splitColumn: string | null
  /** Whether every value is a float32, as bytes are: half of the disk will do. */
  isSinglePrecision: boolean
}

/** What the store is to know of a data file. */
export interface BuiltDataset {
  hash: string
  header: DatasetHeader
  /** Samples of each class, or that have each label. */
  counts: number[]
  /** Most labels of a sample; 0 where each has one class. */
  mostLabels: number
}

export class DatasetBuilder {
  private readonly values: Spool<Float64Array | Float32Array>
  /** Of each row its class; with several labels their number and then each of them. */
  private readonly classes: Spool<Int32Array>
  private readonly parts: Spool<Int32Array> | null
  private readonly classTable: ClassTable
  private readonly isPlain: boolean
  private hasValidation = false
  private rows = 0
  /** Most labels of a row. */
  private mostLabels = 0

  constructor(private readonly options: BuilderOptions) {
    const { folder, labelColumn, multiLabel, splitColumn, isSinglePrecision } = options
    const Kind: new (length: number) => Float64Array | Float32Array = isSinglePrecision
      ? Float32Array
      : Float64Array
    this.values = new Spool(join(folder, 'values'), Kind)
    this.classes = new Spool(join(folder, 'classes'), Int32Array)
    this.parts = splitColumn === null ? null : new Spool(join(folder, 'parts'), Int32Array)
    this.classTable = new ClassTable({
      column: labelColumn,
      isMultiLabel: multiLabel !== undefined,
      known: multiLabel?.known ?? [],
    })
    this.isPlain = isSinglePrecision
  }

  get samples(): number {
    return this.rows
  }

  /** Adds the label and the part of a row, whose values follow one by one. @throws DataProblem */
  startRow(label: RowLabel, place: ProblemPlace, part: number = splitParts.train): void {
    if (typeof label === 'string') this.classes.push(this.classTable.add(label, place, part))
    else {
      const indices = label.map((one) => this.classTable.add(one, place, part))
      pushLabels(this.classes, indices)
      this.mostLabels = Math.max(this.mostLabels, indices.length)
    }
    this.rows += 1
    this.parts?.push(part)
    if (part === splitParts.validation) this.hasValidation = true
    if (this.rows % rowsBetweenChecks === 0) this.refuseTooLarge()
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
    const classes = this.classTable.finish(this.samples)
    const { features, shape, multiLabel } = this.options
    const columns = this.isPlain ? [] : features.map((feature) => feature.describe())
    const isPlain = columns.every(
      (column) => column.type === 'numeric' && column.offset === 0 && column.missing === 0,
    )
    const split = this.givenSplit(classes)
    const header: DatasetHeader = {
      samples: this.samples,
      features: features.length,
      featureNames: features.map(({ name }) => name),
      shape,
      labels: classes.labels,
      ...(isPlain ? {} : { columns }),
      ...(fill !== null && isMissingAny(columns) ? { fill } : {}),
      ...(split === null ? {} : { split }),
      ...(multiLabel === undefined ? {} : { multiLabel: true }),
    }
    this.refuseTooLarge()
    const hash = await writeDataFile(target, this.content(header, classes))
    return { hash, header, counts: classes.counts, mostLabels: this.mostLabels }
  }

  remove(): void {
    for (const spool of [this.values, this.classes, this.parts]) spool?.remove()
  }

  private refuseTooLarge(): void {
    const { features, multiLabel } = this.options
    refuseTooLarge(this.samples, features.length, multiLabel === undefined ? 0 : this.classTable.size)
  }

  private *content(header: DatasetHeader, classes: OrderedClasses): Generator<Uint8Array> {
    yield encodeDatasetPrefix(header)
    const isMultiLabel = header.multiLabel === true
    let bytes = 0
    for (const piece of [
      this.storedValues(),
      isMultiLabel ? strataPieces(this.classes, classes) : this.storedClasses(classes),
      this.storedParts(),
      isMultiLabel ? targetPieces(this.classes, classes) : [],
    ]) {
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

  private *storedClasses({ newIndex }: OrderedClasses): Generator<Int32Array> {
    for (const piece of this.classes.pieces()) yield piece.map((index) => newIndex[index] ?? 0)
  }

  private *storedParts(): Generator<Int32Array> {
    const test = this.hasValidation ? splitParts.unused : splitParts.validation
    for (const piece of this.parts?.pieces() ?? [])
      yield piece.map((part) => (part === testPart ? test : part))
  }

  private givenSplit({ countsByPart }: OrderedClasses): DatasetHeader['split'] | null {
    const { splitColumn } = this.options
    if (splitColumn === null) return null
    const train = countsByPart[splitParts.train] ?? []
    const validation = countsByPart[this.hasValidation ? splitParts.validation : testPart] ?? []
    return { column: splitColumn, train, validation }
  }
}

const rowsBetweenChecks = 65_536

function isMissingAny(columns: readonly ColumnDescription[]): boolean {
  return columns.some(({ missing }) => missing > 0)
}
