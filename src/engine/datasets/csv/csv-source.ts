import { stat } from 'node:fs/promises'
import type { OnRow, TableSource } from '../table/table-source'
import { readRows, type CsvLayout } from './read-rows'

/** A CSV or TSV file as a table. @throws FocalError where its first lines are not those of one */
export async function openCsvSource(path: string, fileName: string, layout: CsvLayout): Promise<TableSource> {
  let columns: string[] = []
  let delimiter = ','
  let firstOffset: number | null = null
  const head = {
    onHeader(names: string[], found: string): void {
      columns = names
      delimiter = found
    },
    onRow(_: string[], offset: number): boolean {
      firstOffset = offset
      return false
    },
  }
  await readRows(path, fileName, head, layout)
  const header = layout.header === 'detect' ? firstOffset !== 0 : layout.header
  const { size: bytes } = await stat(path)
  return {
    format: 'csv',
    isTyped: false,
    columns,
    rows: null,
    bytes,
    csv: { header, delimiter },
    emptyMessage: 'there is a header but no row below it.',
    read: (onRow: OnRow, onBytes) =>
      readRows(
        path,
        fileName,
        {
          onHeader: () => undefined,
          onRow: (cells, offset) => onRow(cells, { offset }),
          ...(onBytes === undefined ? {} : { onBytes }),
        },
        { header, delimiter },
      ),
    close: () => undefined,
  }
}
