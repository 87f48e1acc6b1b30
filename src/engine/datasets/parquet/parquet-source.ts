/** Parquet files as tables, read by DuckDB in pieces of some thousand rows. */
import { stat, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { FocalError } from '@shared/errors'
import { DataProblem, describeProblem } from '../data-problem'
import { UnsupportedCell, type Cell, type OnRow, type TableSource } from '../table/table-source'
import { openDuckDb, type Connection } from './duckdb'

const mostColumns = 100_000

/**
 * @param work folder for temporary files
 * @throws FocalError where it is not a Parquet file, or DuckDB is not installed
 */
export async function openParquetSource(file: string, fileName: string, work: string): Promise<TableSource> {
  const { connection, close } = await openDuckDb(work)
  const path = await plainPath(file, work)
  try {
    const columns = await describeColumns(connection, path)
    const rows = await countRows(connection, path)
    const { size } = await stat(path)
    return {
      format: 'parquet',
      isTyped: true,
      columns: columns.map(({ name }) => name),
      rows,
      bytes: size,
      csv: null,
      emptyMessage: 'the file has columns but no row.',
      read: (onRow, onBytes) =>
        explained(path, fileName, () =>
          readChunks(connection, selectSql(columns, path), onRow, (row) =>
            onBytes?.(Math.round((size * row) / Math.max(1, rows))),
          ),
        ),
      close,
    }
  } catch (error) {
    close()
    throw await explain(error, path, fileName)
  }
}

/** A path without the characters that DuckDB reads as a pattern. */
async function plainPath(path: string, work: string): Promise<string> {
  if (!/[*?[\]{}]/.test(path)) return path
  const link = join(work, 'input.parquet')
  await symlink(resolve(path), link)
  return link
}

interface ParquetColumn {
  name: string
  type: string
}

async function describeColumns(connection: Connection, path: string): Promise<ParquetColumn[]> {
  const reader = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet(${quoteText(path)})`)
  const columns = reader.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }))
  if (columns.length > mostColumns) {
    throw new DataProblem(`there are ${columns.length} columns; at most ${mostColumns} are possible.`)
  }
  return columns
}

async function countRows(connection: Connection, path: string): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT count(*) FROM read_parquet(${quoteText(path)})`)
  return Number(reader.getRows()[0]?.[0] ?? 0)
}

const numbers = /^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL.*)$/
const texts = /^(?:VARCHAR|ENUM.*|UUID|BOOLEAN)$/
const times = /^(?:DATE|TIMESTAMP.*)$/

/** Lists of texts or whole numbers, which labels may be. */
const lists = /^(?:VARCHAR|ENUM\(.*\)|UUID|BOOLEAN|U?(?:TINY|SMALL|BIG)INT|U?INTEGER)\[\]$/

/** Numbers as doubles, texts as texts, lists of either as lists of texts, times as seconds since 1970; of everything else whether it is there. */
function selectSql(columns: readonly ParquetColumn[], path: string): string {
  const parts = columns.map(({ name, type }) => {
    const column = `"${name.replaceAll('"', '""')}"`
    if (numbers.test(type)) return `CAST(${column} AS DOUBLE)`
    if (texts.test(type)) return `CAST(${column} AS VARCHAR)`
    if (times.test(type)) return `CAST(epoch(${column}) AS DOUBLE)`
    if (lists.test(type)) return `CAST(${column} AS VARCHAR[])`
    return `${column} IS NOT NULL`
  })
  return `SELECT ${parts.join(', ')} FROM read_parquet(${quoteText(path)})`
}

async function readChunks(
  connection: Connection,
  sql: string,
  onRow: OnRow,
  onRows: (row: number) => void,
): Promise<void> {
  const result = await connection.stream(sql)
  for (let row = 0; ;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) return
    const columns = Array.from({ length: chunk.columnCount }, (_, k) => chunk.getColumnValues(k))
    const cells = new Array<Cell>(columns.length).fill(null)
    for (let i = 0; i < chunk.rowCount; i++) {
      row += 1
      for (let k = 0; k < columns.length; k++) cells[k] = toCell(columns[k]?.[i])
      if (!onRow(cells, { row })) return
    }
    onRows(row)
  }
}

function toCell(value: unknown): Cell {
  if (value === null || value === undefined || value === false) return null
  if (typeof value === 'number' || typeof value === 'string') return value
  const items = listItems(value)
  return items?.every((item) => typeof item === 'string') === true
    ? items
    : new UnsupportedCell(items ?? undefined)
}

/** What a list of DuckDB's holds; null for other values. */
function listItems(value: unknown): unknown[] | null {
  const items = typeof value === 'object' && value !== null && 'items' in value ? value.items : null
  return Array.isArray(items) ? items : null
}

async function explained(path: string, fileName: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    throw await explain(error, path, fileName)
  }
}

/** DuckDB's own errors are about the file: nothing else is asked of it. */
async function explain(error: unknown, path: string, fileName: string): Promise<unknown> {
  if (error instanceof DataProblem) return describeProblem(error, path, fileName)
  if (error instanceof FocalError || !(error instanceof Error)) return error
  const [first = ''] = error.message.replaceAll(path, fileName).split('\n')
  const why = first.replace(/^(?:[A-Z]\w* )*Error: /, '').replace(/\.$/, '')
  const problem = new DataProblem(`the Parquet file cannot be read: ${why}. Write it again.`, {
    expected: 'a whole Parquet file',
  })
  return describeProblem(problem, path, fileName)
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
