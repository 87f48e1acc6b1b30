import { stat } from 'node:fs/promises'
import type { FileInspection } from '@shared/domain/dataset'
import { isNumber } from './numbers'
import { readRows } from './read-rows'

const rowsToRead = 500
const examplesToShow = 5
/** Columns measured; of a wider file, the rest is not shown. */
const columnsToShow = 2000

interface ColumnSeen {
  name: string
  numeric: boolean
  distinct: Set<string>
}

/**
 * Reads the head of a CSV file: columns, examples, which are numeric, and which is probably the label.
 * @throws FocalError `data-set-invalid` where the head is not that of a CSV file
 */
export async function inspectCsv(
  path: string,
  fileName: string,
  signal?: AbortSignal,
): Promise<FileInspection> {
  let columns: ColumnSeen[] = []
  let rowsRead = 0
  const reader = {
    onHeader(names: string[]): void {
      columns = names.map((name) => ({ name, numeric: true, distinct: new Set<string>() }))
    },
    onRow(cells: string[]): boolean {
      columns.forEach((column, k) => look(column, cells[k]!))
      rowsRead += 1
      return rowsRead < rowsToRead
    },
  }
  await readRows(path, fileName, reader, signal)
  const { size } = await stat(path)
  return {
    name: fileName,
    bytes: size,
    columns: columns.slice(0, columnsToShow).map(({ name, numeric, distinct }) => ({
      name,
      numeric: numeric && distinct.size > 0,
      examples: [...distinct].slice(0, examplesToShow),
    })),
    suggestedLabel: suggestLabel(columns, rowsRead),
    rowsRead,
  }
}

function look(column: ColumnSeen, cell: string): void {
  if (cell === '') return
  column.distinct.add(cell)
  if (column.numeric && !isNumber(cell)) column.numeric = false
}

const labelNames =
  /^(?:label|labels|class|classes|target|targets|y|category|species|outcome|diagnosis|type)$/i

/** By name, else the last column with text, else the last whose few whole numbers repeat. */
function suggestLabel(columns: ColumnSeen[], rows: number): string | null {
  const repeats = ({ distinct }: ColumnSeen) => distinct.size >= 2 && distinct.size <= Math.max(2, rows / 2)
  const isWhole = ({ distinct }: ColumnSeen) => [...distinct].every((text) => /^-?\d+$/.test(text))
  const named = columns.findLast(({ name }) => labelNames.test(name))
  const text = columns.findLast((column) => !column.numeric && repeats(column))
  const whole = columns.findLast((column) => column.numeric && repeats(column) && isWhole(column))
  return (named ?? text ?? whole)?.name ?? null
}
