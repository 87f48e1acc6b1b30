import { isNumber } from '@core/columns/numbers'
import { DataProblem, quoteCell } from '../data-problem'

/** Most columns of a file. */
export const mostColumns = 100_000

/** Whether a first row is data rather than names. */
export function isAllNumbers(cells: readonly string[]): boolean {
  return cells.every((cell) => isNumber(cell))
}

/** The first row as names. @throws DataProblem at line 1 where it cannot be a header */
export function checkHeader(cells: string[]): string[] {
  if (isAllNumbers(cells)) {
    const shown = cells.slice(0, 3).join(', ') + (cells.length > 3 ? ', …' : '')
    throw new DataProblem(
      `every cell of the first line is a number (${shown}), so the header is missing. Put the columns' names in the first line, or import the file as one without header.`,
      { offset: 0, expected: 'a header', problem: 'no-header' },
    )
  }
  if (cells.length > mostColumns) {
    throw new DataProblem(`there are ${cells.length} columns; at most ${mostColumns} are possible.`, {
      offset: 0,
    })
  }
  const seen = new Map<string, number>()
  cells.forEach((name, k) => {
    if (name === '') {
      throw new DataProblem(
        `column ${k + 1} has no name. Name it, or take it out (a row index written by pandas: to_csv(…, index=False)).`,
        { offset: 0, expected: 'a name', problem: 'unnamed-column', details: { number: k + 1 } },
      )
    }
    const before = seen.get(name)
    if (before !== undefined) {
      throw new DataProblem(
        `columns ${before + 1} and ${k + 1} are both named ${quoteCell(name)}. Rename one.`,
        {
          offset: 0,
          value: name,
          expected: 'different names',
          problem: 'repeated-column',
        },
      )
    }
    seen.set(name, k)
  })
  return cells
}
