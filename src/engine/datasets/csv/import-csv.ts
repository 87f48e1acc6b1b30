import { compareLabels } from './label-order'
import { CsvProblem, describeProblem, quoteCell } from './csv-problem'
import { parseFeature } from './numbers'
import { readRows } from './read-rows'
import { nextTurn } from '../../turns'
import type { DatasetParts } from '../dataset-writer'

/** Most classes: a column with more is probably a number. */
export const mostClasses = 1000
const leastRowsPerClass = 2

export interface CsvImport {
  /** Name for messages; an upload's path says nothing to a person. */
  fileName: string
  /** Name of the label column. */
  label: string
  signal?: AbortSignal
}

/**
 * Reads a CSV file with a header, a label column and numeric features into memory; nothing is written.
 * Classes are in order of their numbers where all labels are numbers, otherwise by code point.
 * @throws FocalError `data-set-invalid` naming file, line, column, value and what was expected; `cancelled`
 */
export async function importCsv(path: string, { fileName, label, signal }: CsvImport): Promise<DatasetParts> {
  const table = new CsvTable(label)
  await readRows(path, fileName, table, signal)
  try {
    return await table.finish(signal)
  } catch (error) {
    throw error instanceof CsvProblem ? await describeProblem(error, path, fileName) : error
  }
}

interface ClassSeen {
  label: string
  index: number
  rows: number
  /** Byte where its first row begins. */
  offset: number
}

/** Numbers kept in one piece of memory. */
const pieceLength = 1_000_000

class CsvTable {
  private columns: string[] = []
  private labelColumn = 0
  private rows = 0
  private readonly seen = new Map<string, ClassSeen>()
  private readonly values = new GrowingNumbers(Float32Array)
  private readonly classes = new GrowingNumbers(Int32Array)

  constructor(private readonly label: string) {}

  onHeader(columns: string[]): void {
    this.columns = columns
    this.labelColumn = columns.indexOf(this.label)
    if (this.labelColumn === -1) throw noLabelColumn(this.label, columns)
    if (columns.length === 1) {
      throw new CsvProblem(
        `there is no column beside the label ${quoteCell(this.label)}. At least one feature is needed.`,
      )
    }
  }

  onRow(cells: string[], offset: number): boolean {
    const seen = this.classOf(cells[this.labelColumn]!, offset)
    for (let k = 0; k < cells.length; k++) {
      if (k === this.labelColumn) continue
      try {
        this.values.push(parseFeature(cells[k]!))
      } catch (error) {
        if (!(error instanceof CsvProblem)) throw error
        throw new CsvProblem(error.message, { ...error.place, offset, column: this.columns[k]! })
      }
    }
    seen.rows += 1
    this.classes.push(seen.index)
    this.rows += 1
    return true
  }

  async finish(signal?: AbortSignal): Promise<DatasetParts> {
    if (this.rows === 0)
      throw new CsvProblem('there is a header but no row below it.', { expected: 'rows of data' })
    this.checkClasses()
    const ordered = [...this.seen.values()].sort((a, b) => compareLabels(a.label, b.label))
    return {
      samples: this.rows,
      features: this.columns.length - 1,
      featureNames: this.columns.filter((_, k) => k !== this.labelColumn),
      shape: null,
      labels: ordered.map(({ label }) => label),
      values: this.values.pieces(),
      classes: await this.reorder(ordered, signal),
    }
  }

  private classOf(label: string, offset: number): ClassSeen {
    const known = this.seen.get(label)
    if (known !== undefined) return known
    const place = { offset, column: this.label, value: label }
    if (label === '') {
      throw new CsvProblem('the label is empty. Fill it in or remove the row.', {
        ...place,
        expected: 'a label',
      })
    }
    if (this.seen.size === mostClasses) {
      throw new CsvProblem(
        `there are more than ${mostClasses} different labels up to here, so this is probably a number and not a class. Choose another label column.`,
        { ...place, expected: `at most ${mostClasses} classes` },
      )
    }
    const added = { label, index: this.seen.size, rows: 0, offset }
    this.seen.set(label, added)
    return added
  }

  private checkClasses(): void {
    const all = [...this.seen.values()]
    if (all.length === 1) {
      throw new CsvProblem(
        `every row has the label ${quoteCell(all[0]!.label)}. At least two classes are needed.`,
        {
          column: this.label,
          value: all[0]!.label,
          expected: 'at least two classes',
        },
      )
    }
    const tooFew = all.filter(({ rows }) => rows < leastRowsPerClass)
    if (tooFew.length === 0) return
    const first = tooFew[0]!
    const others = tooFew.length > 1 ? ` (and ${tooFew.length - 1} more such classes)` : ''
    throw new CsvProblem(
      `class ${quoteCell(first.label)} has this row only${others}. Every class needs at least two, one to train on and one to validate on.`,
      { offset: first.offset, column: this.label, value: first.label, expected: 'at least two rows a class' },
    )
  }

  /** Class indices in the final order of classes. */
  private async reorder(ordered: ClassSeen[], signal?: AbortSignal): Promise<Int32Array> {
    const newIndex = new Int32Array(ordered.length)
    ordered.forEach(({ index }, position) => (newIndex[index] = position))
    const classes = new Int32Array(this.rows)
    let next = 0
    for (const piece of this.classes.pieces()) {
      for (const index of piece) classes[next++] = newIndex[index]!
      await nextTurn(signal)
    }
    return classes
  }
}

/** Numbers of unknown count, without ever copying them all. */
class GrowingNumbers<Piece extends Float32Array | Int32Array> {
  private readonly full: Piece[] = []
  private piece: Piece
  private used = 0

  constructor(private readonly Kind: new (length: number) => Piece) {
    this.piece = new Kind(pieceLength)
  }

  push(value: number): void {
    if (this.used === pieceLength) {
      this.full.push(this.piece)
      this.piece = new this.Kind(pieceLength)
      this.used = 0
    }
    this.piece[this.used++] = value
  }

  pieces(): Piece[] {
    return [...this.full, this.piece.subarray(0, this.used) as Piece]
  }
}

function noLabelColumn(label: string, columns: string[]): CsvProblem {
  const shown = columns.slice(0, 20).map(quoteCell).join(', ')
  const more = columns.length > 20 ? ` and ${columns.length - 20} more` : ''
  return new CsvProblem(`there is no column ${quoteCell(label)}. The columns are ${shown}${more}.`, {
    expected: `a column ${quoteCell(label)}`,
    details: { field: 'label', columns: columns.slice(0, 1000) },
  })
}
