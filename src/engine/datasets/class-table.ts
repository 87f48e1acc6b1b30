import { compareLabels } from './csv/label-order'
import { DataProblem, quoteCell, type ProblemPlace } from './data-problem'

/** Most classes: a label with more is probably a number. */
export const mostClasses = 1000
const leastRowsPerClass = 2

interface ClassSeen {
  label: string
  index: number
  rows: number
  /** Where its first row is. */
  place: ProblemPlace
}

/** The classes of a data set, as its rows come. Numbers are given in order of appearance, and put in order at the end. */
export class ClassTable {
  private readonly seen = new Map<string, ClassSeen>()

  /** @param column what the labels are read from, for messages; null where it is no column */
  constructor(private readonly column: string | null) {}

  /** Counts a row. @returns the class's number, in order of appearance */
  add(label: string, place: ProblemPlace): number {
    const known = this.seen.get(label)
    if (known !== undefined) {
      known.rows += 1
      return known.index
    }
    this.refuseNew(label, place)
    const index = this.seen.size
    this.seen.set(label, { label, index, rows: 1, place })
    return index
  }

  /**
   * Classes in their final order, and the final number of each number given so far.
   * @throws DataProblem where there are fewer than two, or one has a single row
   */
  finish(): { labels: string[]; counts: number[]; newIndex: Int32Array } {
    this.checkCounts()
    const ordered = [...this.seen.values()].sort((a, b) => compareLabels(a.label, b.label))
    const newIndex = new Int32Array(ordered.length)
    ordered.forEach(({ index }, position) => (newIndex[index] = position))
    return { labels: ordered.map(({ label }) => label), counts: ordered.map(({ rows }) => rows), newIndex }
  }

  private refuseNew(label: string, where: ProblemPlace): void {
    const place = { ...where, ...this.columnPlace(), value: label }
    if (label === '') {
      throw new DataProblem('the label is empty. Fill it in or remove the row.', {
        ...place,
        expected: 'a label',
      })
    }
    if (this.seen.size < mostClasses) return
    throw new DataProblem(
      `there are more than ${mostClasses} different labels up to here, so this is probably a number and not a class. Choose another label column.`,
      { ...place, expected: `at most ${mostClasses} classes` },
    )
  }

  private checkCounts(): void {
    const all = [...this.seen.values()]
    const first = all[0]
    if (first !== undefined && all.length === 1) {
      throw new DataProblem(
        `every row has the label ${quoteCell(first.label)}. At least two classes are needed.`,
        { ...this.columnPlace(), value: first.label, expected: 'at least two classes' },
      )
    }
    const tooFew = all.filter(({ rows }) => rows < leastRowsPerClass)
    const rare = tooFew[0]
    if (rare === undefined) return
    const others = tooFew.length > 1 ? ` (and ${tooFew.length - 1} more such classes)` : ''
    throw new DataProblem(
      `class ${quoteCell(rare.label)} has this row only${others}. Every class needs at least two, one to train on and one to validate on.`,
      { ...rare.place, ...this.columnPlace(), value: rare.label, expected: 'at least two rows a class' },
    )
  }

  private columnPlace(): ProblemPlace {
    return this.column === null ? {} : { column: this.column }
  }
}
