import { isNumber } from '@core/columns/numbers'
import { parseFeature } from '../csv/numbers'
import { DataProblem, quoteCell } from '../data-problem'
import { UnsupportedCell, type Cell } from './table-source'

const missingText = /^(?:nan|na|n\/a|null|#n\/a|\?)$/i
const missingNumber = /^[+-]?(?:nan|na|n\/a|null|none|#n\/a|\?)$/i
/** What was meant as a number, and will be refused as one with what is wrong. */
const numberLike = /^[+-]?(?:\d+,\d+|inf(?:inity)?|0x[\da-f]+|\d{1,3}(?:,\d{3})+)$/i
const imagePath = /\.(?:png|jpe?g|webp|gif|tiff?|avif)$/i
const largestFloat32 = 3.4028234663852886e38

export type CellKind = 'missing' | 'number' | 'numberLike' | 'image' | 'text' | 'list' | 'unsupported'

/** What a cell looks like by itself. */
export function kindOf(cell: Cell, isTyped: boolean): CellKind {
  if (cell === null || cell === '') return 'missing'
  if (cell instanceof UnsupportedCell) return 'unsupported'
  if (typeof cell === 'number') return Number.isNaN(cell) ? 'missing' : 'number'
  if (typeof cell !== 'string') return 'list'
  if (isNumber(cell)) return 'number'
  if (!isTyped && missingNumber.test(cell)) return 'missing'
  if (numberLike.test(cell)) return 'numberLike'
  return imagePath.test(cell) ? 'image' : 'text'
}

/** Whether a cell has no value, as its column's type sees it. */
export function isMissing(cell: Cell, isNumeric: boolean, isTyped: boolean): boolean {
  if (cell === null || cell === '') return true
  if (typeof cell === 'number') return Number.isNaN(cell)
  if (typeof cell !== 'string') return false
  return !isTyped && (isNumeric ? missingNumber : missingText).test(cell)
}

/** The text of a cell, as a label or a category. */
export function textOf(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'string') return cell.trim()
  if (typeof cell === 'number') return String(cell)
  throw unsupported(cell)
}

/** A cell's number. @throws DataProblem with what was expected, without its place */
export function numberOf(cell: Cell): number {
  if (Array.isArray(cell) || cell instanceof UnsupportedCell) throw unsupported(cell)
  if (typeof cell !== 'number') return parseFeature(cell ?? '')
  if (Number.isFinite(cell) && Math.abs(cell) <= largestFloat32) return cell
  const message = Number.isFinite(cell)
    ? `${cell} is too large for a 32-bit float; values may be at most 3.4e38.`
    : `${cell} is not a finite number.`
  throw new DataProblem(message, {
    value: String(cell),
    expected: 'a number up to 3.4e38',
    problem: 'too-large',
  })
}

/** The value of a cell, as JSON where it is no text and no number; null where it is not known. */
export function valueOf(cell: Exclude<Cell, null>): string | null {
  if (typeof cell === 'string' || typeof cell === 'number') return textOf(cell)
  const value = Array.isArray(cell) ? cell : cell.value
  if (value === undefined) return null
  const json = JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part))
  return json.slice(0, mostValueShown)
}

const mostValueShown = 200

/** The value of a cell, for the begin of a message. */
export function quoteValue(cell: Exclude<Cell, null>): string {
  const value = valueOf(cell)
  if (value === null) return 'the value'
  if (typeof cell === 'string' || typeof cell === 'number') return quoteCell(value)
  return value.length > 60 ? `${value.slice(0, 57)}…` : value
}

function unsupported(cell: string[] | UnsupportedCell): DataProblem {
  return new DataProblem(
    `${quoteValue(cell)} is a list or an object, or of another type that is neither text nor number. Leave the column out (type ignore).`,
    { value: valueOf(cell), expected: 'a number or a text', problem: 'unsupported-value' },
  )
}

/** @throws DataProblem that says how missing values can be dealt with */
export function refuseMissing(cell: Cell): never {
  const shown =
    typeof cell === 'string' && cell !== '' ? `${quoteCell(cell)} is a missing value` : 'the value is missing'
  throw new DataProblem(
    `${shown}. Fill it in, or choose what becomes of missing values: drop, mean or mostFrequent.`,
    {
      value: cell === null ? null : valueOf(cell),
      expected: 'a value',
      problem: 'missing-value',
    },
  )
}
