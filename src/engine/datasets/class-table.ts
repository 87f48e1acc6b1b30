import { compareLabels } from '@core/columns/label-order'
import { DataProblem, quoteCell, type ProblemPlace } from './data-problem'

/** Most classes: a label with more is probably a number. */
export const mostClasses = 1000
const leastRowsPerClass = 2
/** Parts of a given split, with `test` before it is decided what it is. */
const parts = 4

interface ClassSeen {
  label: string
  index: number
  rows: number
  rowsByPart: number[]
  /** Where its first row is. */
  place: ProblemPlace
}

export interface ClassTableOptions {
  /** What the labels are read from, for messages; null where it is no column, or several. */
  column: string | null
  /** Whether a row may have several labels, or none. */
  isMultiLabel: boolean
  /** Labels that have a column each, in the file's order. */
  known: readonly string[]
}

export interface OrderedClasses {
  labels: string[]
  /** Rows of each. */
  counts: number[]
  /** The same for each part of a given split. */
  countsByPart: number[][]
  /** The final number of each number given so far. */
  newIndex: Int32Array
}

/** The classes of a data set, as its rows come. Numbers are given in order of appearance, and put in order at the end. */
export class ClassTable {
  private readonly seen = new Map<string, ClassSeen>()

  constructor(private readonly options: ClassTableOptions) {
    for (const label of options.known) this.insert(label, { column: label })
  }

  /** Different labels so far. */
  get size(): number {
    return this.seen.size
  }

  /** Counts a row. @returns the class's number, in order of appearance */
  add(label: string, place: ProblemPlace, part: number): number {
    const known = this.seen.get(label) ?? this.insertNew(label, place)
    if (known.rows === 0) known.place = { ...place, ...known.place }
    known.rows += 1
    known.rowsByPart[part] = (known.rowsByPart[part] ?? 0) + 1
    return known.index
  }

  /**
   * Classes in their final order: labels with a column each as the file has them, others by value or by code point.
   * @throws DataProblem where there are fewer than two, or one has a single row
   */
  finish(samples: number): OrderedClasses {
    if (this.options.isMultiLabel) this.checkLabels(samples)
    else this.checkClasses()
    const ordered = [...this.seen.values()]
    if (this.options.known.length === 0) ordered.sort((a, b) => compareLabels(a.label, b.label))
    const newIndex = new Int32Array(ordered.length)
    ordered.forEach(({ index }, position) => (newIndex[index] = position))
    return {
      labels: ordered.map(({ label }) => label),
      counts: ordered.map(({ rows }) => rows),
      countsByPart: Array.from({ length: parts }, (_, part) =>
        ordered.map(({ rowsByPart }) => rowsByPart[part] ?? 0),
      ),
      newIndex,
    }
  }

  private insert(label: string, place: ProblemPlace): ClassSeen {
    const rowsByPart = new Array<number>(parts).fill(0)
    const entry = { label, index: this.seen.size, rows: 0, rowsByPart, place }
    this.seen.set(label, entry)
    return entry
  }

  private insertNew(label: string, where: ProblemPlace): ClassSeen {
    const place = { ...where, ...this.columnPlace(), value: label }
    if (label === '') {
      throw new DataProblem('the label is empty. Fill it in or remove the row.', {
        ...place,
        expected: 'a label',
        problem: 'empty-label',
      })
    }
    if (this.seen.size < mostClasses) return this.insert(label, where)
    const why = this.options.isMultiLabel
      ? 'so it is probably free text. Choose another label column, or another separator.'
      : 'so this is probably a number and not a class. Choose another label column.'
    throw new DataProblem(`there are more than ${mostClasses} different labels up to here, ${why}`, {
      ...place,
      expected: `at most ${mostClasses} classes`,
      details: { most: mostClasses },
      problem: 'too-many-classes',
    })
  }

  private checkClasses(): void {
    const all = [...this.seen.values()]
    const first = all[0]
    if (first !== undefined && all.length === 1) {
      throw new DataProblem(
        `every row has the label ${quoteCell(first.label)}. At least two classes are needed.`,
        { ...this.columnPlace(), value: first.label, expected: 'at least two classes', problem: 'one-class' },
      )
    }
    const tooFew = all.filter(({ rows }) => rows < leastRowsPerClass)
    const rare = tooFew[0]
    if (rare === undefined) return
    const others = tooFew.length > 1 ? ` (and ${tooFew.length - 1} more such classes)` : ''
    throw new DataProblem(
      `class ${quoteCell(rare.label)} has this row only${others}. Every class needs at least two, one to train on and one to validate on.`,
      {
        ...rare.place,
        ...this.columnPlace(),
        value: rare.label,
        expected: 'at least two rows a class',
        problem: 'one-row',
      },
    )
  }

  /** Of a label that no row or every row has there is nothing to learn. */
  private checkLabels(samples: number): void {
    const all = [...this.seen.values()]
    if (all.length < 2) {
      const only =
        all[0] === undefined ? 'no row has a label' : `${quoteCell(all[0].label)} is the only label`
      throw new DataProblem(
        `${only}. At least two labels are needed: choose another label column, or another separator.`,
        { ...this.columnPlace(), expected: 'at least two labels', problem: 'one-class' },
      )
    }
    const tooFew = all.filter(({ rows }) => rows < leastRowsPerClass)
    const rare = tooFew[0]
    if (rare !== undefined) {
      const others = tooFew.length > 1 ? ` (and ${tooFew.length - 1} more such labels)` : ''
      const rows = rare.rows === 0 ? 'is on no row' : 'is on this row only'
      throw new DataProblem(
        `label ${quoteCell(rare.label)} ${rows}${others}. Every label needs at least two rows, one to train on and one to validate on; leave it out, or add rows.`,
        {
          ...rare.place,
          ...this.columnPlace(),
          value: rare.label,
          expected: 'at least two rows a label',
          problem: rare.rows === 0 ? 'no-row' : 'one-row',
        },
      )
    }
    const constant = all.find(({ rows }) => rows === samples)
    if (constant === undefined) return
    throw new DataProblem(
      `label ${quoteCell(constant.label)} is on every row, so there is nothing to tell apart. Leave it out.`,
      {
        ...this.columnPlace(),
        ...(this.options.known.length > 0 ? { column: constant.label } : {}),
        value: constant.label,
        expected: 'rows without the label',
        problem: 'every-row',
      },
    )
  }

  private columnPlace(): ProblemPlace {
    return this.options.column === null ? {} : { column: this.options.column }
  }
}
