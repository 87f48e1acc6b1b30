import { splitParts } from '@shared/dataset-file'
import type { ColumnType, MissingRule } from '@shared/domain/dataset'
import { DataProblem, quoteCell, type ProblemPlace } from '../data-problem'
import { DatasetBuilder, testPart, type BuiltDataset } from '../dataset-builder'
import { CategoricalFeature, NumericFeature, type FeatureColumn } from '../feature-column'
import { isMissing, numberOf, refuseMissing, textOf } from './cells'
import { knownLabels, labelColumnOf, labelReader, type ReadLabel } from './row-labels'
import { fillRule, type FeatureType, type TablePlan } from './table-plan'
import type { Cell, TableSource } from './table-source'

/** How a person wants a table read. */
export interface TableOptions {
  /** The label column. */
  label?: string | undefined
  /** Several label columns of 0 and 1, one a label; instead of `label`. */
  labels?: readonly string[] | undefined
  /** What separates several labels in the label column; without it a row has one. */
  labelSeparator?: string | undefined
  /** Types of columns; the others have the type that they seem to be. */
  types: Readonly<Record<string, ColumnType>>
  missing: MissingRule
  /** The column that says which split a row belongs to. */
  split?: string | undefined
}

export interface Folders {
  /** For temporary files. */
  work: string
  /** Where the data file goes. */
  target: string
}

export interface ImportTicker {
  /** Told now and then how far reading has come. */
  advance(bytesRead: number, rows: number): void
}

/** Reads a table into a data file. @throws FocalError naming file, line or row, column, value and what was expected */
export async function importTable(
  source: TableSource,
  plan: TablePlan,
  options: TableOptions,
  folders: Folders,
  ticker: ImportTicker,
): Promise<BuiltDataset & { dropped: number }> {
  const rows = new TableRows(source, plan, options, folders.work)
  try {
    let bytesRead = 0
    await source.read(
      (cells, place) => {
        rows.add(cells, place)
        if (rows.seen % rowsBetweenTicks === 0) ticker.advance(bytesRead, rows.seen)
        return true
      },
      (bytes) => (bytesRead = bytes),
    )
    if (rows.seen === 0)
      throw new DataProblem(source.emptyMessage, { expected: 'rows of data', problem: 'no-rows' })
    if (rows.builder.samples === 0) throw everyRowDropped(rows.dropped)
    return { ...(await rows.builder.write(folders.target, fillRule(options.missing))), dropped: rows.dropped }
  } finally {
    rows.builder.remove()
  }
}

const rowsBetweenTicks = 1000

class TableRows {
  readonly builder: DatasetBuilder
  seen = 0
  /** Rows left out because a value was missing. */
  dropped = 0
  private readonly features: FeatureColumn[]
  private readonly row: (number | string | null)[]
  private readonly readLabel: ReadLabel

  constructor(
    private readonly source: TableSource,
    private readonly plan: TablePlan,
    private readonly options: TableOptions,
    folder: string,
  ) {
    this.features = plan.features.map(({ name, type }) => featureOf(name, type))
    this.row = new Array<null>(this.features.length).fill(null)
    this.readLabel = labelReader(plan.label, options.missing, source.isTyped)
    this.builder = new DatasetBuilder({
      folder,
      features: this.features,
      shape: null,
      labelColumn: labelColumnOf(plan.label),
      multiLabel: plan.label.kind === 'class' ? undefined : { known: knownLabels(plan.label) },
      splitColumn: options.split ?? null,
      isSinglePrecision: false,
    })
  }

  /** @throws DataProblem with its place */
  add(cells: readonly Cell[], place: ProblemPlace): void {
    this.seen += 1
    let column = labelColumnOf(this.plan.label) ?? ''
    try {
      const label = this.readLabel(cells)
      if (label === null || !this.readRow(cells, (name) => (column = name))) {
        this.dropped += 1
        return
      }
      const { splitIndex } = this.plan
      const part =
        splitIndex === null ? undefined : partOf(cells[splitIndex] ?? null, this.options.split ?? '', place)
      this.builder.startRow(label, place, part)
      for (let k = 0; k < this.row.length; k++) {
        column = this.features[k]?.name ?? ''
        this.builder.addValue(k, this.row[k] ?? null)
      }
    } catch (error) {
      if (!(error instanceof DataProblem)) throw error
      throw new DataProblem(error.message, { column, ...error.place, ...place })
    }
  }

  /** Reads the features of a row. @returns false where one is missing and such rows are dropped */
  private readRow(cells: readonly Cell[], onColumn: (name: string) => void): boolean {
    const { missing } = this.options
    const { isTyped } = this.source
    let isWhole = true
    for (let k = 0; k < this.plan.features.length; k++) {
      const feature = this.plan.features[k]
      if (feature === undefined) continue
      const cell = cells[feature.index] ?? null
      const isNumeric = feature.type === 'numeric'
      onColumn(feature.name)
      if (missing !== 'refuse' && isMissing(cell, isNumeric, isTyped)) {
        this.row[k] = null
        if (missing === 'drop') isWhole = false
      } else this.row[k] = isNumeric ? numberOf(cell) : this.categoryOf(cell)
    }
    return isWhole
  }

  private categoryOf(cell: Cell): string {
    if (isMissing(cell, false, this.source.isTyped)) refuseMissing(cell)
    return textOf(cell)
  }
}

/** The part of the split that a cell names. @throws DataProblem */
export function partOf(cell: Cell, column: string, place: ProblemPlace): number {
  const text = textOf(cell)
  const part = splitPartOf(text)
  if (part !== null) return part
  throw new DataProblem(`${quoteCell(text)} is no split. Write train, validation, test or unused.`, {
    ...place,
    column,
    value: text,
    expected: 'train, validation, test or unused',
    problem: 'no-split-word',
  })
}

/** The part that a word names; null for any other word. */
export function splitPartOf(word: string): number | null {
  if (/^(?:train|training)$/i.test(word)) return splitParts.train
  if (/^(?:val|valid|validation|dev)$/i.test(word)) return splitParts.validation
  if (/^(?:test|testing)$/i.test(word)) return testPart
  return /^(?:unused|none)$/i.test(word) ? splitParts.unused : null
}

function featureOf(name: string, type: FeatureType): FeatureColumn {
  if (type === 'numeric') return new NumericFeature(name)
  return new CategoricalFeature(name, type === 'ordinal' ? 'ordinal' : 'oneHot')
}

function everyRowDropped(rows: number): DataProblem {
  return new DataProblem(
    `every one of its ${rows} rows lacks a value, so all would be dropped. Fill missing values in (mean, mostFrequent), or leave the emptiest columns out (type ignore).`,
    { expected: 'rows without missing values', problem: 'all-dropped', details: { rows } },
  )
}
