import { CsvProblem, quoteCell } from './csv-problem'

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const missing = /^[+-]?(?:nan|inf|infinity|na|n\/a|null|none|#n\/a|\?)$/i
const decimalComma = /^[+-]?\d+,\d+$/
const largestFloat32 = 3.4028234663852886e38

/** Whether a cell is a decimal number ("5", "-.5e3"); no hexadecimal, no NaN, no Infinity. */
export function isNumber(text: string): boolean {
  return decimal.test(text)
}

/**
 * Reads a feature, to be kept as a 32-bit float.
 * @throws CsvProblem with what was expected, without its place
 */
export function parseFeature(text: string): number {
  if (!decimal.test(text)) throw notANumber(text)
  const value = Number(text)
  if (Math.abs(value) <= largestFloat32) return value
  throw new CsvProblem(`${quoteCell(text)} is too large for a 32-bit float; values may be at most 3.4e38.`, {
    value: text,
    expected: 'a number up to 3.4e38',
  })
}

function notANumber(text: string): CsvProblem {
  const place = { value: text, expected: 'a number' }
  if (text === '')
    return new CsvProblem('the cell is empty, but a number is expected. Fill it in or remove the row.', place)
  if (missing.test(text)) {
    const message = `${quoteCell(text)} is not a finite number. Fill in missing values or remove the row.`
    return new CsvProblem(message, place)
  }
  if (decimalComma.test(text)) {
    return new CsvProblem(`${quoteCell(text)} is not a number: write the decimal point as a point.`, place)
  }
  return new CsvProblem(`${quoteCell(text)} is not a number. Only the label column may hold text.`, place)
}
