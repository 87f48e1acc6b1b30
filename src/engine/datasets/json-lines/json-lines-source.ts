/** JSON lines: one object a line, whose fields are the columns. */
import { open, stat, type FileHandle } from 'node:fs/promises'
import { TextGuard } from '../csv/text-guard'
import { DataProblem, describeProblem, quoteCell, type ProblemPlace } from '../data-problem'
import { UnsupportedCell, type Cell, type OnRow, type TableSource } from '../table/table-source'

/** Lines whose fields become the columns. */
const headLines = 10_000
const headBytes = 64 * 2 ** 20
const pieceBytes = 256 * 1024
/** Longest line, in bytes. */
const longestLine = 8 * 2 ** 20
const mostColumns = 100_000

/** @throws FocalError where a line of the head is no object */
export async function openJsonLinesSource(path: string, fileName: string): Promise<TableSource> {
  const columns = new Set<string>()
  let lines = 0
  let bytesRead = 0
  const isHead = () => lines < headLines && bytesRead < headBytes
  const collect = (object: Record<string, unknown>): boolean => {
    for (const key of Object.keys(object)) columns.add(key)
    lines += 1
    return isHead()
  }
  await readObjects(path, fileName, collect, (bytes) => (bytesRead = bytes))
  const places = new Map([...columns].map((name, k) => [name, k]))
  const { size } = await stat(path)
  return {
    format: 'jsonLines',
    isTyped: true,
    columns: [...columns],
    rows: null,
    bytes: size,
    csv: null,
    emptyMessage: 'the file is empty. Each line must hold an object, like {"height": 1.5, "class": "oak"}.',
    read: (onRow: OnRow, onBytes) => {
      const take = (object: Record<string, unknown>, place: ProblemPlace) =>
        onRow(toCells(object, places, place), place)
      return readObjects(path, fileName, take, onBytes)
    },
    close: () => undefined,
  }
}

function toCells(
  object: Record<string, unknown>,
  places: ReadonlyMap<string, number>,
  place: ProblemPlace,
): Cell[] {
  const cells = new Array<Cell>(places.size).fill(null)
  for (const [key, value] of Object.entries(object)) {
    const k = places.get(key)
    if (k === undefined) {
      throw new DataProblem(
        `there is a field ${quoteCell(key)} that the first ${headLines} lines do not have. Give it to the first line too (null will do), or take it out.`,
        { ...place, column: key, expected: 'a field of the first lines', problem: 'new-field' },
      )
    }
    cells[k] = toCell(value)
  }
  return cells
}

function toCell(value: unknown): Cell {
  if (value === null || typeof value === 'number' || typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  return Array.isArray(value) && value.every(isPlain) ? value.map(String) : new UnsupportedCell(value)
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

type OnObject = (object: Record<string, unknown>, place: ProblemPlace) => boolean

async function readObjects(
  path: string,
  fileName: string,
  onObject: OnObject,
  onBytes?: (bytesRead: number) => void,
): Promise<void> {
  const file = await open(path, 'r')
  try {
    await readLines(file, onObject, onBytes)
  } catch (error) {
    throw error instanceof DataProblem ? await describeProblem(error, path, fileName) : error
  } finally {
    await file.close()
  }
}

async function readLines(
  file: FileHandle,
  onObject: OnObject,
  onBytes?: (bytes: number) => void,
): Promise<void> {
  const guard = new TextGuard()
  let rest = Buffer.alloc(0)
  let line = 0
  for (let position = 0; ;) {
    const piece = Buffer.allocUnsafe(pieceBytes)
    const { bytesRead } = await file.read(piece, 0, pieceBytes, position)
    const isLast = bytesRead === 0
    if (isLast) guard.end()
    else guard.check(piece.subarray(0, bytesRead))
    position += bytesRead
    const text = Buffer.concat([rest, piece.subarray(0, bytesRead)])
    let start = 0
    for (let end = text.indexOf(lineFeed); end >= 0; end = text.indexOf(lineFeed, start)) {
      line += 1
      if (!takeLine(text.toString('utf8', start, end), line, onObject)) return
      start = end + 1
    }
    rest = text.subarray(start)
    if (rest.length > longestLine) {
      throw new DataProblem('the line is longer than 8 MiB. Is a line break missing?', { line: line + 1 })
    }
    onBytes?.(position)
    if (!isLast) continue
    takeLine(rest.toString('utf8'), line + 1, onObject)
    return
  }
}

const lineFeed = 10

/** @returns false where no more is wanted; empty lines are passed over */
function takeLine(whole: string, line: number, onObject: OnObject): boolean {
  const text = (line === 1 ? whole.replace(/^\uFEFF/, '') : whole).trim()
  if (text === '') return true
  const object = parseObject(text, line)
  if (Object.keys(object).length > mostColumns) {
    throw new DataProblem(`the line has more than ${mostColumns} fields.`, { line })
  }
  return onObject(object, { line })
}

function parseObject(text: string, line: number): Record<string, unknown> {
  const place = { line, value: text.slice(0, 60), expected: 'an object in JSON', problem: 'not-an-object' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const why =
      line === 1 && text.startsWith('[')
        ? 'the file is one JSON array'
        : `this is not JSON (${reason(error)})`
    throw new DataProblem(`${why}. Write one object a line, like {"height": 1.5, "class": "oak"}.`, place)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>
  throw new DataProblem(
    `${quoteCell(text)} is not an object. Write one object a line, like {"height": 1.5, "class": "oak"}.`,
    place,
  )
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
