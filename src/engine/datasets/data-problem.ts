import { open } from 'node:fs/promises'
import { FocalError } from '@shared/errors'

export interface ProblemPlace {
  /** Byte where the row begins, in a text file whose lines are not counted; null where the file as a whole is meant. */
  offset?: number | null
  /** Line, from 1, of a text file. */
  line?: number
  /** Row, from 1, of a file without lines. */
  row?: number
  /** Name of the file, where it is another one than the file that is imported. */
  file?: string
  /** Name of the column. */
  column?: string
  /** The cell's text. */
  value?: string | null
  /** What should have been there. */
  expected?: string
  /** What kind of problem it is, for a window that says it in its own language. */
  problem?: string
  /** More for programs. */
  details?: Record<string, unknown>
}

/** Something wrong with a data file. The message goes on where "FILE, line N, column C: " ends. */
export class DataProblem extends Error {
  constructor(
    message: string,
    readonly place: ProblemPlace = {},
  ) {
    super(message)
  }
}

/** Gives what `work` finds wrong the place of its row. */
export function inPlace<T>(place: ProblemPlace, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof DataProblem ? new DataProblem(error.message, { ...error.place, ...place }) : error
  }
}

/** The problem as a person gets to see it: file, line, column, value and what was expected. */
export async function describeProblem(
  problem: DataProblem,
  path: string,
  fileName: string,
): Promise<FocalError> {
  const { offset, row, column, value, expected, problem: kind, details } = problem.place
  const line = problem.place.line ?? (typeof offset === 'number' ? await lineAt(path, offset) : null)
  const file = problem.place.file ?? fileName
  const where = [file]
  if (line !== null) where.push(`line ${line}`)
  if (row !== undefined) where.push(`row ${row}`)
  if (column !== undefined) where.push(`column ${quoteCell(column)}`)
  return new FocalError({
    code: 'data-set-invalid',
    message: `${where.join(', ')}: ${problem.message}`,
    details: {
      file,
      line,
      row: row ?? null,
      column: column ?? null,
      value: value ?? null,
      expected: expected ?? null,
      problem: kind ?? null,
      ...details,
    },
  })
}

/** A cell's text in quotes, cut where it is long. */
export function quoteCell(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text)
}

/**
 * The line, from 1, on which the row that begins at a byte lies. CR LF, LF and CR each end a line; empty lines
 * at that byte belong to no row and are passed over.
 */
export async function lineAt(path: string, offset: number): Promise<number> {
  const file = await open(path, 'r')
  try {
    const chunk = new Uint8Array(1024 * 1024)
    let line = 1
    let before = 0
    for (let position = 0; ;) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, position)
      if (bytesRead === 0) return line
      for (let i = 0; i < bytesRead; i++) {
        const byte = chunk[i]!
        if (position + i >= offset && !blanks.includes(byte)) return line
        if (byte === carriageReturn || (byte === lineFeed && before !== carriageReturn)) line += 1
        before = byte
      }
      position += bytesRead
    }
  } finally {
    await file.close()
  }
}

const lineFeed = 10
const carriageReturn = 13
const blanks = [lineFeed, carriageReturn, 32]
