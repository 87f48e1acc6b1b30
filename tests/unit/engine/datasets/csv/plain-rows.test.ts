import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PlainRows } from '../../../../../src/engine/datasets/csv/plain-rows'

function plainRows(text: string, delimiter: string, pieces: number[]) {
  const bytes = Buffer.from(text)
  const rows: { cells: string[]; start: number }[] = []
  const plain = new PlainRows(delimiter, (cells, start) => rows.push({ cells, start }) > 0)
  const ends = [...new Set(pieces.map((piece) => piece % (bytes.length + 1)))].sort((a, b) => a - b)
  let from = 0
  for (const end of [...ends, bytes.length]) {
    const left = plain.write(bytes.subarray(from, end))
    from = end
    if (left !== null) return { rows, left }
  }
  plain.end()
  return { rows, left: null }
}

const delimiters = [',', ';', '\t', '|']

test.each(delimiters)(
  'rows with %j are cut as csv-parse reads them, wherever the pieces end',
  (delimiter) => {
    const parts = fc.constantFrom('a', 'é', '1.5', ' ', delimiter, delimiter, '\n', '\r\n', '\n\n', 'b c')
    fc.assert(
      fc.property(
        fc.array(parts, { maxLength: 40 }),
        fc.array(fc.nat(200), { maxLength: 4 }),
        (list, pieces) => {
          const text = list.join('')
          const { rows, left } = plainRows(text, delimiter, pieces)
          if (left !== null) return
          const expected = parse(text, {
            delimiter,
            record_delimiter: ['\r\n', '\n', '\r'],
            relax_column_count: true,
            skip_empty_lines: true,
            trim: true,
          })
          expect(rows.map(({ cells }) => cells)).toEqual(expected)
          for (const { cells, start } of rows) {
            const row = Buffer.from(text).subarray(start).toString().split(/\r?\n/)[0]
            expect(row?.split(delimiter).map((cell) => cell.trim())).toEqual(cells)
          }
        },
      ),
      { numRuns: 300 },
    )
  },
)

test('the first quote, and a carriage return alone, leave the rest to csv-parse', () => {
  const quoted = plainRows('\ufeffa,b\n1,2\n3,"4"\n', ',', [9])
  expect(quoted.rows.map(({ start }) => start)).toEqual([3])
  expect(quoted.left).toEqual({ rest: Buffer.from('1,2\n3,"4"\n'), start: 7 })
  expect(plainRows('a,b\r1,2\r', ',', []).left).toEqual({ rest: Buffer.from('a,b\r1,2\r'), start: 0 })
})
