import type { FileInspection } from '@shared/domain/dataset'
import { ColumnSummary } from './column-summary'
import type { TableSource } from './table-source'

/** Rows read to see what a file holds. */
const rowsToRead = 10_000
/** Cells read: of a wide file fewer rows will do. */
const cellsToRead = 2_000_000
/** Columns shown; of a wider file, the rest is counted only. */
const columnsShown = 2000
/** Values listed of each column, and in all. */
const valuesShown = 200
const valuesShownInAll = 20_000

/** The columns of a table, from its first rows. Reads no further. */
export async function summarizeColumns(
  source: TableSource,
): Promise<{ columns: ColumnSummary[]; rowsRead: number }> {
  const columns = source.columns.map((name) => new ColumnSummary(name, source.isTyped))
  const mostRows = Math.max(100, Math.min(rowsToRead, Math.floor(cellsToRead / columns.length)))
  let rowsRead = 0
  await source.read((cells) => {
    columns.forEach((column, k) => column.add(cells[k] ?? null))
    rowsRead += 1
    return rowsRead < mostRows
  })
  return { columns, rowsRead }
}

/** @throws FocalError `data-set-invalid` where the head of the file is not what its format says */
export async function inspectTable(source: TableSource, name: string): Promise<FileInspection> {
  const { columns, rowsRead } = await summarizeColumns(source)
  const listed = Math.max(10, Math.min(valuesShown, Math.floor(valuesShownInAll / columns.length)))
  return {
    name,
    bytes: source.bytes,
    format: source.format,
    columns: columns.slice(0, columnsShown).map((column) => column.inspect(listed)),
    columnsHidden: Math.max(0, columns.length - columnsShown),
    suggestedLabel: suggestLabel(columns, rowsRead),
    rowsRead,
    rows: source.rows,
    csv: source.csv,
    samples: null,
  }
}

const labelNames =
  /^(?:label|labels|class|classes|target|targets|y|category|species|outcome|diagnosis|type)$/i

/** By name, else the last column with text, else the last whose few whole numbers repeat. */
function suggestLabel(columns: ColumnSummary[], rows: number): string | null {
  const repeats = ({ distinct }: ColumnSummary) => distinct >= 2 && distinct <= Math.max(2, rows / 2)
  const named = columns.findLast(({ name }) => labelNames.test(name))
  const text = columns.findLast((column) => column.inferType() === 'categorical' && repeats(column))
  const whole = columns.findLast(
    (column) => column.inferType() === 'numeric' && repeats(column) && column.isWhole,
  )
  return (named ?? text ?? whole)?.name ?? null
}
