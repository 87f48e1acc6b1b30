import type { Curve, CurvePoints } from '@shared/contract/curves'

type CurvePart = Pick<Curve, 'step' | 'epoch' | 'seconds' | 'mean' | 'min' | 'max' | 'points'>
type AddedPoints = Pick<CurvePoints, 'step' | 'epoch' | 'seconds' | 'value'>

const columnNames = ['step', 'epoch', 'seconds', 'mean', 'min', 'max'] as const
type ColumnName = (typeof columnNames)[number]
type Columns = Record<ColumnName, Float64Array>

/** A finer piece of a curve, between two steps (both included). */
export interface CurveDetail {
  from: number
  to: number
  part: CurvePart
}

/**
 * A curve as it is drawn: read once, then grown by the points that are announced. It never holds more than
 * `capacity` buckets: when it is full, neighbours are merged and every bucket stands for twice as many points, so
 * that a run of any length costs the same. min and max are those of the bucket's points.
 */
export class GrowingCurve {
  private columns: Columns
  private size = 0
  /** Points a bucket stands for. */
  private width = 1
  /** Points in the last bucket. */
  private filled = 0
  private detail: CurveDetail | null = null
  /** Counts changes, so that what was made of the curve can be kept until the next one. */
  version = 0

  constructor(private readonly capacity = 2048) {
    this.columns = emptyColumns(capacity)
  }

  get length(): number {
    return this.size
  }

  /** True where a point of it stands for several, so that a closer look would show more. */
  get rolledUp(): boolean {
    return this.width > 1
  }

  /** Everything up to now, in place of what was known. */
  replace(curve: CurvePart): void {
    const count = curve.step.length
    if (count > this.columns.step.length) this.columns = emptyColumns(count * 2)
    for (const name of columnNames) this.columns[name].set(curve[name])
    this.size = count
    this.width = count === 0 ? 1 : Math.max(1, Math.round(curve.points / count))
    this.filled = count === 0 ? 0 : Math.min(this.width, Math.max(1, curve.points - (count - 1) * this.width))
    this.detail = null
    this.version++
  }

  /**
   * Adds points in order of step. What is at or after the first new step goes: after a resume a run's steps begin
   * again at its checkpoint.
   */
  append({ step, epoch, seconds, value }: AddedPoints): void {
    const first = step[0]
    if (first === undefined) return
    this.dropFrom(first)
    for (let i = 0; i < step.length; i++) this.addPoint(step[i]!, epoch[i]!, seconds[i]!, value[i]!)
    this.version++
  }

  /** A closer look at a piece of it, drawn in place of the coarse one; null for none. */
  show(detail: CurveDetail | null): void {
    if (detail === null && this.detail === null) return
    this.detail = detail
    this.version++
  }

  /** What there is to draw, the closer look included. Views without a copy where there is none. */
  view(): Columns {
    const whole = mapColumns((name) => this.columns[name].subarray(0, this.size))
    const { detail } = this
    if (detail === null) return whole
    const before = countUpTo(whole.step, detail.from)
    const after = countUpTo(whole.step, detail.to + 1)
    return mapColumns((name) =>
      joined(whole[name].subarray(0, before), detail.part[name], whole[name].subarray(after)),
    )
  }

  private dropFrom(step: number): void {
    const before = this.size
    while (this.size > 0 && this.columns.step[this.size - 1]! >= step) this.size--
    if (this.size !== before) this.filled = this.size === 0 ? 0 : this.width
  }

  private addPoint(step: number, epoch: number, seconds: number, value: number): void {
    if (this.size === 0 || this.filled >= this.width) {
      if (this.size === this.capacity) this.halve()
      if (this.size === 0 || this.filled >= this.width) return this.addBucket(step, epoch, seconds, value)
    }
    const { columns } = this
    const last = this.size - 1
    columns.step[last] = step
    columns.epoch[last] = epoch
    columns.seconds[last] = seconds
    columns.mean[last] = merged(columns.mean[last]!, this.filled, value, 1)
    columns.min[last] = least(columns.min[last]!, value)
    columns.max[last] = most(columns.max[last]!, value)
    this.filled++
  }

  private addBucket(step: number, epoch: number, seconds: number, value: number): void {
    if (this.size === this.columns.step.length) this.grow()
    const values: Record<ColumnName, number> = { step, epoch, seconds, mean: value, min: value, max: value }
    for (const name of columnNames) this.columns[name][this.size] = values[name]
    this.size++
    this.filled = 1
  }

  private grow(): void {
    const larger = emptyColumns(this.columns.step.length * 2)
    for (const name of columnNames) larger[name].set(this.columns[name])
    this.columns = larger
  }

  /** Merges each two neighbours; a last one without a neighbour stays half full. */
  private halve(): void {
    const { columns } = this
    for (let i = 0; 2 * i < this.size; i++) {
      const [a, b] = [2 * i, Math.min(2 * i + 1, this.size - 1)]
      columns.step[i] = columns.step[b]!
      columns.epoch[i] = columns.epoch[b]!
      columns.seconds[i] = columns.seconds[b]!
      const weight = b === this.size - 1 ? this.filled : this.width
      columns.mean[i] =
        a === b ? columns.mean[a]! : merged(columns.mean[a]!, this.width, columns.mean[b]!, weight)
      columns.min[i] = least(columns.min[a]!, columns.min[b]!)
      columns.max[i] = most(columns.max[a]!, columns.max[b]!)
    }
    if (this.size % 2 === 0) this.filled += this.width
    this.size = Math.ceil(this.size / 2)
    this.width *= 2
  }
}

function emptyColumns(length: number): Columns {
  return mapColumns(() => new Float64Array(length))
}

function mapColumns(make: (name: ColumnName) => Float64Array): Columns {
  return {
    step: make('step'),
    epoch: make('epoch'),
    seconds: make('seconds'),
    mean: make('mean'),
    min: make('min'),
    max: make('max'),
  }
}

/** The mean of two means; what is not a number (a diverged loss) counts for nothing where the other is one. */
function merged(a: number, countA: number, b: number, countB: number): number {
  if (Number.isNaN(a)) return b
  if (Number.isNaN(b)) return a
  return (a * countA + b * countB) / (countA + countB)
}

function least(a: number, b: number): number {
  return Number.isNaN(a) || b < a ? b : a
}

function most(a: number, b: number): number {
  return Number.isNaN(a) || b > a ? b : a
}

/** How many of the ascending steps are below `limit`. */
function countUpTo(steps: Float64Array, limit: number): number {
  let count = 0
  while (count < steps.length && steps[count]! < limit) count++
  return count
}

function joined(...parts: ArrayLike<number>[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
