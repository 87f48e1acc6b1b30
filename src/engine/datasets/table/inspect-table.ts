import type { ClassCount, FileInspection } from '@shared/domain/dataset'
import { mostClasses } from '../class-table'
import { compareLabels } from '@core/columns/label-order'
import { inPlace } from '../data-problem'
import { ColumnSummary } from './column-summary'
import { knownLabels, labelReader } from './row-labels'
import { planLabels, type LabelOptions } from './table-plan'
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
export async function inspectTable(
  source: TableSource,
  name: string,
  labels: LabelOptions = {},
): Promise<FileInspection> {
  const { columns, rowsRead } = await summarizeColumns(source)
  const listed = Math.max(10, Math.min(valuesShown, Math.floor(valuesShownInAll / columns.length)))
  const counted = await countLabels(source, columns, labels, rowsRead)
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
    labelCounts: counted?.labels ?? null,
    unlabelled: counted?.unlabelled ?? null,
    samples: null,
  }
}

/**
 * Rows that have each label, and rows that have none, among the first ones; null where a row has one class.
 * @throws FocalError where a label column holds something else
 */
async function countLabels(
  source: TableSource,
  columns: readonly ColumnSummary[],
  options: LabelOptions,
  rowsToCount: number,
): Promise<{ labels: ClassCount[]; unlabelled: number } | null> {
  if (options.labels === undefined && options.label === undefined) return null
  const plan = planLabels(columns, options)
  if (plan.kind === 'class') return null
  const readLabel = labelReader(plan, 'drop', source.isTyped)
  const counts = new Map(knownLabels(plan).map((label) => [label, 0]))
  let rows = 0
  let unlabelled = 0
  await source.read((cells, place) => {
    const ofRow = inPlace(place, () => readLabel(cells))
    if (ofRow?.length === 0) unlabelled += 1
    for (const label of ofRow ?? []) {
      if (counts.size <= mostClasses) counts.set(label, (counts.get(label) ?? 0) + 1)
    }
    rows += 1
    return rows < rowsToCount
  })
  const found = [...counts].map(([label, count]) => ({ label, count }))
  const labels = plan.kind === 'columns' ? found : found.sort((a, b) => compareLabels(a.label, b.label))
  return { labels, unlabelled }
}

const labelNames =
  /^(?:label|labels|class|classes|target|targets|y|category|species|outcome|diagnosis|type|tags)$/i

/** By name, else the last column with text, else the last with lists, else the last whose few whole numbers repeat. */
function suggestLabel(columns: ColumnSummary[], rows: number): string | null {
  const repeats = ({ distinct }: ColumnSummary) => distinct >= 2 && distinct <= Math.max(2, rows / 2)
  const named = columns.findLast(({ name }) => labelNames.test(name))
  const text = columns.findLast((column) => column.inferType() === 'categorical' && repeats(column))
  const whole = columns.findLast(
    (column) => column.inferType() === 'numeric' && repeats(column) && column.isWhole,
  )
  const lists = columns.findLast(({ holdsLists }) => holdsLists)
  return (named ?? text ?? lists ?? whole)?.name ?? null
}
