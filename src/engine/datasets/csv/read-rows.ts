import { open, type FileHandle } from 'node:fs/promises'
import { CsvError, parse, type Parser } from 'csv-parse'
import { FocalError } from '@shared/errors'
import { isFileError } from '../../files'
import { DataProblem, describeProblem, quoteCell, type ProblemPlace } from '../data-problem'
import { checkHeader, isAllNumbers } from './header'
import { PlainRows } from './plain-rows'
import { TextGuard } from './text-guard'

export interface RowReader {
  /** Gets the columns, and what separates the cells. */
  onHeader(columns: string[], delimiter: string): void
  /** Gets the cells of a row, as many as there are columns, and the byte where the row begins. False stops reading. */
  onRow(cells: string[], offset: number): boolean
  /** Gets the number of bytes read so far, now and then. */
  onBytes?(bytesRead: number): void
}

export interface CsvLayout {
  /** Whether the first line names the columns; `detect`: unless all of it is numbers. */
  header: boolean | 'detect'
  /** One character; found in the first line where it is not given. */
  delimiter?: string | undefined
}

/** Longest row, in bytes: what is beyond it has lost its line breaks, or the end of a quote. */
export const longestRow = 8 * 2 ** 20

/** What is parsed between two turns of the event loop: a few milliseconds' work. */
const pieceBytes = 64 * 1024

/**
 * Streams a CSV file: UTF-8 with or without BOM; LF, CR LF or CR; comma, semicolon, tab or bar (found in the first
 * line); quotes double quotes and line breaks; empty lines are passed over.
 * @throws FocalError `data-set-invalid` naming file, line and column; `not-found`, `permission`, `cancelled`
 */
export async function readRows(
  path: string,
  fileName: string,
  reader: RowReader,
  layout: CsvLayout = { header: true },
): Promise<void> {
  const file = await openCsv(path, fileName)
  try {
    await parsePieces(file, reader, layout)
  } catch (error) {
    throw error instanceof DataProblem ? await describeProblem(error, path, fileName) : error
  } finally {
    await file.close()
  }
}

async function parsePieces(file: FileHandle, reader: RowReader, layout: CsvLayout): Promise<void> {
  const guard = new TextGuard()
  const rows = new RowParser(reader, layout)
  for (let position = 0; !rows.stopped;) {
    const piece = Buffer.allocUnsafe(pieceBytes)
    const { bytesRead } = await file.read(piece, 0, pieceBytes, position)
    if (bytesRead === 0) {
      guard.end()
      await rows.end()
      return
    }
    position += bytesRead
    const text = piece.subarray(0, bytesRead)
    guard.check(text)
    await rows.write(text)
    reader.onBytes?.(position)
  }
}

/** Rows with our own places and messages: cut while the file has no quotes, by csv-parse from the first one on. */
class RowParser {
  stopped = false
  private plain: PlainRows | null = null
  private parser: Parser | null = null
  /** Where csv-parse began. */
  private parserStart = 0
  private columns: string[] | null = null
  private rowStart = 0
  private delimiter = ','

  constructor(
    private readonly reader: RowReader,
    private readonly layout: CsvLayout,
  ) {}

  async write(piece: Buffer): Promise<void> {
    if (this.parser !== null) return this.parse(piece)
    if (this.plain === null) {
      this.delimiter = this.layout.delimiter ?? findDelimiter(piece)
      this.plain = new PlainRows(this.delimiter, (cells, start) => this.takePlain(cells, start))
    }
    const left = this.plain.write(piece)
    if (left !== null) {
      this.parser = this.createParser(this.delimiter)
      this.parserStart = this.rowStart = left.start
      return this.parse(left.rest)
    }
    if (this.plain.held.bytes > longestRow) throw rowTooLong({ offset: this.plain.held.start })
  }

  async end(): Promise<void> {
    if (this.parser !== null) await this.settle((parser, done) => parser.end(done))
    else this.plain?.end()
    if (this.columns === null) {
      throw new DataProblem('the file is empty. The first line must name the columns.', {
        expected: 'a header',
        problem: 'empty-file',
      })
    }
  }

  private takePlain(cells: string[], start: number): boolean {
    this.rowStart = start
    this.takeRecord(cells)
    return !this.stopped
  }

  private parse(piece: Buffer): Promise<void> {
    return this.settle((parser, done) => parser.write(piece, done))
  }

  private createParser(delimiter: string): Parser {
    const parser = parse({
      bom: true,
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: longestRow,
      on_record: (cells: string[], { bytes }) => {
        this.takeRecord(cells)
        this.rowStart = this.parserStart + bytes
        return null
      },
    })
    // Errors arrive where they are waited for; without a listener Node would end the process.
    parser.on('error', () => undefined)
    return parser.resume()
  }

  private takeRecord(cells: string[]): void {
    if (this.stopped) return
    if (this.columns === null) {
      const isHeader = this.layout.header === 'detect' ? !isAllNumbers(cells) : this.layout.header
      this.columns = isHeader ? checkHeader(cells) : cells.map((_, k) => `column ${k + 1}`)
      this.reader.onHeader(this.columns, this.delimiter)
      if (isHeader) return
    }
    if (cells.length !== this.columns.length) {
      const expected = `${this.columns.length} cells`
      throw new DataProblem(
        `the row has ${cells.length} cells, but ${this.rowBefore()} ${this.columns.length} columns.`,
        {
          offset: this.rowStart,
          expected,
          problem: 'cell-count',
          details: { cells: cells.length, columns: this.columns.length },
        },
      )
    }
    this.stopped = !this.reader.onRow(cells, this.rowStart)
  }

  private rowBefore(): string {
    return this.layout.header === true ? 'the header names' : 'the first line has'
  }

  private async settle(act: (parser: Parser, done: (error?: Error | null) => void) => void): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) =>
        act(this.parser!, (error) => (error ? reject(error) : resolve())),
      )
    } catch (error) {
      throw error instanceof CsvError ? this.explain(error) : error
    }
  }

  private explain(error: CsvError): DataProblem {
    const column = this.columns?.[Number((error as { index?: number }).index)]
    const place = { offset: this.rowStart, ...(column === undefined ? {} : { column }) }
    if (error.code === 'CSV_MAX_RECORD_SIZE') {
      return rowTooLong(place)
    }
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
      return new DataProblem('a quote (") is opened in this row and never closed.', {
        ...place,
        problem: 'open-quote',
      })
    }
    return new DataProblem(
      'a quote (") is in the wrong place. Put the whole cell in quotes, and double every quote within it.',
      { ...place, problem: 'stray-quote' },
    )
  }
}

function rowTooLong(place: ProblemPlace): DataProblem {
  return new DataProblem('the row is longer than 8 MiB. Is a line break missing, or a quote never closed?', {
    ...place,
    problem: 'long-row',
  })
}

const delimiters = [',', ';', '\t', '|']

/** The delimiter that the header has most of, outside of quotes; a comma where there is none. */
function findDelimiter(head: Buffer): string {
  const counts = new Map(delimiters.map((delimiter) => [delimiter, 0]))
  let isQuoted = false
  for (const character of head.toString('utf8')) {
    if (character === '"') isQuoted = !isQuoted
    else if (!isQuoted && (character === '\n' || character === '\r')) break
    else if (!isQuoted && counts.has(character)) counts.set(character, counts.get(character)! + 1)
  }
  return delimiters.reduce((best, delimiter) =>
    counts.get(delimiter)! > counts.get(best)! ? delimiter : best,
  )
}

async function openCsv(path: string, fileName: string): Promise<FileHandle> {
  try {
    const file = await open(path, 'r')
    if ((await file.stat()).isFile()) return file
    await file.close()
  } catch (error) {
    if (isFileError(error, 'ENOENT')) {
      throw new FocalError({
        code: 'not-found',
        message: `There is no file ${path}.`,
        details: { file: fileName },
      })
    }
    if (isFileError(error, 'EACCES') || isFileError(error, 'EPERM')) {
      const message = `${path} may not be read. Change its permissions or copy it.`
      throw new FocalError({ code: 'permission', message, details: { file: fileName } })
    }
    throw error
  }
  throw await describeProblem(new DataProblem(`${quoteCell(path)} is not a file.`), path, fileName)
}
