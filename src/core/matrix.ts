/**
 * src/core: pure maths in float64. No I/O, no TensorFlow, no Node modules; the window uses it too.
 * Rooms: losses/, weights/, metrics/, sampling/, series/, stats/. Start each at the file named like its main function.
 *
 * This file: the one matrix type, row-major and flat, and its adapters from and to nested arrays.
 */
import { badInput } from '@shared/errors'

/** A rows × columns matrix of float64, row-major: element (i, j) is data[i * columns + j]. */
export interface Matrix {
  readonly data: Float64Array
  readonly rows: number
  readonly columns: number
}

export function zeroMatrix(rows: number, columns: number): Matrix {
  return { data: new Float64Array(rows * columns), rows, columns }
}

/**
 * Wraps flat, row-major numbers (float32 predictions, for one) as a matrix; float64 data is not copied.
 * @throws FocalError `bad-input` where the length is not rows × columns.
 */
export function matrixFromFlat(values: ArrayLike<number>, rows: number, columns: number): Matrix {
  if (values.length !== rows * columns) {
    throw badInput(
      `A ${rows} × ${columns} matrix needs ${rows * columns} numbers, but there are ${values.length}.`,
    )
  }
  return { data: values instanceof Float64Array ? values : Float64Array.from(values), rows, columns }
}

/**
 * Reads nested rows, as JSON gives them. `field` names the input in messages.
 * @throws FocalError `bad-input` where it is empty, ragged, or holds anything but finite numbers.
 */
export function matrixFromRows(input: unknown, field: string): Matrix {
  if (!Array.isArray(input)) throw badInput(`${field} must be an array of rows.`, { field })
  if (input.length === 0) throw badInput(`${field} is empty; give at least one row.`, { field })
  const rows: unknown[] = input
  const first = rows[0]
  const columns = Array.isArray(first) ? first.length : 0
  const data = new Float64Array(rows.length * columns)
  rows.forEach((row, i) => {
    if (!Array.isArray(row))
      throw badInput(`${field}[${i}] must be an array of numbers.`, { field, index: i })
    if (row.length !== columns || columns === 0) {
      throw badInput(rowLengthMessage(field, i, row.length, columns), { field, index: i })
    }
    row.forEach((value: unknown, j) => {
      data[i * columns + j] = finiteNumber(value, `${field}[${i}][${j}]`, field)
    })
  })
  return { data, rows: rows.length, columns }
}

export function rowsFromMatrix({ data, rows, columns }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, i) => Array.from(data.subarray(i * columns, (i + 1) * columns)))
}

/** @throws FocalError `bad-input` at the first number that is NaN or infinite. */
export function requireFinite({ data, columns }: Matrix, field: string): void {
  for (let k = 0; k < data.length; k++) {
    if (!Number.isFinite(data[k])) {
      const place = `${field}[${Math.floor(k / columns)}][${k % columns}]`
      throw badInput(`${place} is ${data[k]}, not a finite number.`, {
        field,
        index: Math.floor(k / columns),
      })
    }
  }
}

/** @throws FocalError `bad-input` naming `place` unless `value` is a finite number. */
export function finiteNumber(value: unknown, place: string, field = place): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw badInput(`${place} is ${describe(value)}, not a finite number.`, { field })
}

/** A value as it appears in a message: short, and on one line. */
export function describe(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'number') return String(value)
  const text = JSON.stringify(value) ?? typeof value
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

function rowLengthMessage(field: string, index: number, length: number, columns: number): string {
  if (length === 0) return `${field}[${index}] is empty; give one number a class.`
  return `${field}[${index}] has ${length} numbers, but ${field}[0] has ${columns}.`
}
