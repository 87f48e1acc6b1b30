import { CsvProblem, quoteCell } from './csv-problem'
import { isNumber } from './numbers'

/** Most columns of a file. */
export const mostColumns = 100_000

/** @throws CsvProblem at line 1 where the first row cannot be a header */
export function checkHeader(cells: string[]): void {
  if (cells.every((cell) => isNumber(cell))) {
    const shown = cells.slice(0, 3).join(', ') + (cells.length > 3 ? ', …' : '')
    throw new CsvProblem(
      `every cell of the first line is a number (${shown}), so the header is missing. Put the columns' names in the first line.`,
      { offset: 0, expected: 'a header' },
    )
  }
  if (cells.length > mostColumns) {
    throw new CsvProblem(`there are ${cells.length} columns; at most ${mostColumns} are possible.`, {
      offset: 0,
    })
  }
  const seen = new Map<string, number>()
  cells.forEach((name, k) => {
    if (name === '') {
      throw new CsvProblem(
        `column ${k + 1} has no name. Name it, or take it out (a row index written by pandas: to_csv(…, index=False)).`,
        { offset: 0, expected: 'a name' },
      )
    }
    const before = seen.get(name)
    if (before !== undefined) {
      throw new CsvProblem(
        `columns ${before + 1} and ${k + 1} are both named ${quoteCell(name)}. Rename one.`,
        {
          offset: 0,
          value: name,
          expected: 'different names',
        },
      )
    }
    seen.set(name, k)
  })
}
