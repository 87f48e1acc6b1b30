/** The labels of a table's rows: a class in one column, a column for each label, or one column with several labels. */
import { truthOf } from '@core/columns/truth'
import type { MissingRule } from '@shared/domain/dataset'
import { DataProblem, quoteCell } from '../data-problem'
import type { RowLabel } from '../dataset-builder'
import { isMissing, quoteValue, textOf, valueOf } from './cells'
import type { Cell } from './table-source'

/** Where the labels of a row stand. */
export type LabelPlan =
  | { kind: 'class'; index: number; name: string }
  | { kind: 'columns'; columns: readonly { index: number; name: string }[] }
  /** A text that `separator` divides, or a list. */
  | { kind: 'list'; index: number; name: string; separator: string | null }

/** Labels that are known before a row is read. */
export function knownLabels(plan: LabelPlan): readonly string[] {
  return plan.kind === 'columns' ? plan.columns.map(({ name }) => name) : []
}

/** The one column of the labels; null where each has its own. */
export function labelColumnOf(plan: LabelPlan): string | null {
  return plan.kind === 'columns' ? null : plan.name
}

/**
 * Reads the labels of a row; null where one is missing and such rows are dropped. Labels are never filled in.
 * @throws DataProblem naming the column
 */
export type ReadLabel = (cells: readonly Cell[]) => RowLabel | null

export function labelReader(plan: LabelPlan, missing: MissingRule, isTyped: boolean): ReadLabel {
  const isDropped = missing === 'drop'
  switch (plan.kind) {
    case 'class':
      return (cells) => {
        const cell = cells[plan.index] ?? null
        if (Array.isArray(cell)) throw lateList(cell, plan.name)
        return isDropped && isMissing(cell, false, isTyped) ? null : textOf(cell)
      }
    case 'columns':
      return (cells) => readColumns(plan.columns, cells, isDropped, isTyped)
    case 'list':
      return (cells) => readList(plan, cells[plan.index] ?? null, isDropped, isTyped)
  }
}

function readColumns(
  columns: readonly { index: number; name: string }[],
  cells: readonly Cell[],
  isDropped: boolean,
  isTyped: boolean,
): RowLabel | null {
  const labels: string[] = []
  for (const { index, name } of columns) {
    const cell = cells[index] ?? null
    if (cell === null || isMissing(cell, true, isTyped)) {
      if (isDropped) return null
      throw missingTruth(cell, name)
    }
    const text = textOrNull(cell)
    const truth = text === null ? null : truthOf(text)
    if (truth === null) throw noTruth(cell, name)
    if (truth === 1) labels.push(name)
  }
  return labels
}

function readList(
  { name, separator }: Extract<LabelPlan, { kind: 'list' }>,
  cell: Cell,
  isDropped: boolean,
  isTyped: boolean,
): RowLabel | null {
  if (Array.isArray(cell)) return distinct(cell)
  if (cell === null || cell === '') return []
  if (isMissing(cell, false, isTyped)) {
    if (isDropped) return null
    throw new DataProblem(
      `${quoteValue(cell)} is a missing value, not a label. Leave the cell empty where the row has no label, or drop rows with missing values.`,
      { column: name, value: valueOf(cell), expected: 'labels, or an empty cell', problem: 'missing-label' },
    )
  }
  const text = textOrNull(cell)
  if (text === null || separator === null) throw noList(cell, name)
  return distinct(text.split(separator))
}

function distinct(labels: readonly string[]): string[] {
  return [...new Set(labels.map((label) => label.trim()).filter((label) => label !== ''))]
}

/** Null for what has no text. */
function textOrNull(cell: Cell): string | null {
  return typeof cell === 'string' || typeof cell === 'number' ? textOf(cell) : null
}

function missingTruth(cell: Cell, column: string): DataProblem {
  const shown = typeof cell === 'string' && cell !== '' ? `${quoteCell(cell)} is` : 'the value is'
  return new DataProblem(
    `${shown} missing, and labels are not filled in. Write 0 or 1, or drop rows with missing values.`,
    { column, value: cell === null ? null : valueOf(cell), expected: '0 or 1', problem: 'missing-label' },
  )
}

function noTruth(cell: Exclude<Cell, null>, column: string): DataProblem {
  return new DataProblem(
    `${quoteValue(cell)} does not say whether the row has the label. A label column holds 0 or 1, false or true, no or yes.`,
    { column, value: valueOf(cell), expected: '0 or 1, false or true, no or yes', problem: 'no-truth' },
  )
}

function noList(cell: Exclude<Cell, null>, column: string): DataProblem {
  const message =
    typeof cell === 'string' || typeof cell === 'number'
      ? `${quoteValue(cell)} is one value, but most of the first rows hold lists of labels. Write it as a list, too.`
      : `${quoteValue(cell)} is an object, or a list of more than texts and numbers. Write the labels as a list of texts.`
  return new DataProblem(message, {
    column,
    value: valueOf(cell),
    expected: 'a list of texts',
    problem: 'no-list',
  })
}

function lateList(cell: string[], column: string): DataProblem {
  return new DataProblem(
    `${quoteValue(cell)} is a list, but most of the first rows hold none. Write the labels of every row as a list, or of none.`,
    {
      column,
      value: valueOf(cell),
      expected: 'one label, as in most of the first rows',
      problem: 'late-list',
    },
  )
}
