import { isNumber } from '@core/columns/numbers'
import { DataProblem, quoteCell } from '../data-problem'

const missing = /^[+-]?(?:nan|inf|infinity|na|n\/a|null|none|#n\/a|\?)$/i
const decimalComma = /^[+-]?\d+,\d+$/
const largestFloat32 = 3.4028234663852886e38

/**
 * Reads a feature, to be kept as a 32-bit float.
 * @throws DataProblem with what was expected, without its place
 */
export function parseFeature(text: string): number {
  if (!isNumber(text)) throw notANumber(text)
  const value = Number(text)
  if (Math.abs(value) <= largestFloat32) return value
  throw new DataProblem(`${quoteCell(text)} is too large for a 32-bit float; values may be at most 3.4e38.`, {
    value: text,
    expected: 'a number up to 3.4e38',
    problem: 'too-large',
  })
}

function notANumber(text: string): DataProblem {
  const place = (problem: string) => ({ value: text, expected: 'a number', problem })
  if (text === '')
    return new DataProblem(
      'the cell is empty, but a number is expected. Fill it in, or choose what becomes of missing values: drop, mean or mostFrequent.',
      place('missing-value'),
    )
  if (missing.test(text)) {
    const message = `${quoteCell(text)} is not a finite number. Fill in missing values, or choose what becomes of them: drop, mean or mostFrequent.`
    return new DataProblem(message, place('missing-value'))
  }
  if (decimalComma.test(text)) {
    return new DataProblem(
      `${quoteCell(text)} is not a number: write the decimal point as a point.`,
      place('decimal-comma'),
    )
  }
  return new DataProblem(
    `${quoteCell(text)} is not a number. Mend it, or give the column the type categorical or ignore.`,
    place('not-a-number'),
  )
}
