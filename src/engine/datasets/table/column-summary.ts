import {
  mostValuesCounted,
  type ColumnType,
  type IgnoreReason,
  type InspectedColumn,
  type ValueCount,
} from '@shared/domain/dataset'
import { kindOf, textOf, type CellKind } from './cells'
import type { Cell } from './table-source'

const examplesShown = 5
const histogramBins = 24
/** Texts that differ in more than this share of the rows name rows rather than classify them. */
const mostDistinctShare = 0.5
const leastRowsForNames = 20

/** What the rows read so far say about one column. */
export class ColumnSummary {
  private readonly kinds = new Map<CellKind, number>()
  private readonly counts = new Map<string, number>()
  private readonly numbers: number[] = []

  constructor(
    readonly name: string,
    private readonly isTyped: boolean,
  ) {}

  add(cell: Cell): void {
    const kind = kindOf(cell, this.isTyped)
    this.kinds.set(kind, this.of(kind) + 1)
    if (kind === 'missing' || kind === 'unsupported') return
    if (Array.isArray(cell)) return
    if (kind === 'number') this.numbers.push(Number(cell))
    const text = textOf(cell)
    const count = this.counts.get(text)
    if (count !== undefined) this.counts.set(text, count + 1)
    else if (this.counts.size <= mostValuesCounted) this.counts.set(text, 1)
  }

  /** Rows with a value. */
  get values(): number {
    return [...this.kinds].reduce((sum, [kind, count]) => sum + (kind === 'missing' ? 0 : count), 0)
  }

  get distinct(): number {
    return this.counts.size
  }

  /** Whether all values are numbers, and whole ones. */
  get isWhole(): boolean {
    return this.of('number') === this.values && this.numbers.every(Number.isInteger)
  }

  /**
   * Whether the values are lists of texts, several labels each. Most of them will do: the one that is none is then refused by
   * its line.
   */
  get holdsLists(): boolean {
    const lists = this.of('list')
    return lists > 0 && lists > (this.values - this.of('unsupported')) / 2
  }

  /**
   * What the column seems to be. Mostly numbers are numeric: the one text among them is then refused by its line. Texts
   * are categories, unless nearly every row has another one.
   */
  inferType(): ColumnType {
    const { values } = this
    if (this.ignoreReason !== null) return 'ignore'
    if (values === 0) return 'numeric'
    if (this.of('image') === values) return 'image'
    return this.isMostlyNumbers ? 'numeric' : 'categorical'
  }

  /** Why it does not look like a feature; null where it does. */
  get ignoreReason(): IgnoreReason | null {
    const { values } = this
    if (this.of('unsupported') > 0) return 'unsupported'
    if (this.of('list') > 0) return 'lists'
    if (values === 0 || this.of('image') === values || this.isMostlyNumbers) return null
    if (values >= leastRowsForNames && this.distinct > mostDistinctShare * values) return 'names'
    return this.distinct > mostValuesCounted ? 'manyValues' : null
  }

  private get isMostlyNumbers(): boolean {
    return this.of('number') + this.of('numberLike') >= this.values / 2
  }

  /** @param valuesShown most values to list */
  inspect(valuesShown: number): InspectedColumn {
    const type = this.inferType()
    return {
      name: this.name,
      type,
      ignoreReason: this.ignoreReason,
      holdsLists: this.holdsLists,
      examples: [...this.counts.keys()].slice(0, examplesShown),
      missing: this.of('missing'),
      distinct: this.distinct,
      histogram: type === 'numeric' ? histogram(this.numbers) : null,
      topValues: this.topValues(valuesShown),
    }
  }

  private topValues(most: number): ValueCount[] {
    const all = [...this.counts].map(([value, count]) => ({ value, count }))
    return all.sort((a, b) => b.count - a.count).slice(0, most)
  }

  private of(kind: CellKind): number {
    return this.kinds.get(kind) ?? 0
  }
}

/** Counts in bins of equal width; the last bin has its upper end too. */
export function histogram(numbers: readonly number[]): InspectedColumn['histogram'] {
  let [min, max] = [Infinity, -Infinity]
  for (const value of numbers) {
    if (value < min) min = value
    if (value > max) max = value
  }
  if (min > max) return null
  const counts = new Array<number>(min === max ? 1 : histogramBins).fill(0)
  const width = max / counts.length - min / counts.length
  for (const value of numbers) {
    const bin = width === 0 ? 0 : Math.min(counts.length - 1, Math.floor((value - min) / width))
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return { min, max, counts }
}
