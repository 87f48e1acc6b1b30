import { shallowReactive } from 'vue'

/** How a line is drawn; `dashDotted` and `dotted` tell lines of one colour apart. */
export type Dash = 'solid' | 'dashed' | 'dotted' | 'dashDotted'

/** One line of a chart. x must not go down; a gap in y is NaN. */
export interface LineSeries {
  /** Unique in the chart, and the same for the same thing in linked charts. */
  id: string
  label: string
  /** A CSS colour or a run's stored colour (`palette:N`). */
  colour: string
  x: ArrayLike<number>
  y: ArrayLike<number>
  /** What y was smoothed from; undefined where y is as it was measured. */
  raw?: ArrayLike<number>
  /** Where the line stands for more than one value: the range behind it. */
  band?: { min: ArrayLike<number>; max: ArrayLike<number> }
  dash?: Dash
  /** Drawn thin and pale: raw values behind a smoothed line. */
  faint?: boolean
  /** Drawn thick, above the others. */
  strong?: boolean
}

/** A curve that grows while it is looked at. Views of it are made without copying. */
export class CurveBuffer {
  private xs: Float64Array
  private ys: Float64Array
  length = 0

  constructor(capacity = 1024) {
    this.xs = new Float64Array(capacity)
    this.ys = new Float64Array(capacity)
  }

  get x(): Float64Array {
    return this.xs.subarray(0, this.length)
  }

  get y(): Float64Array {
    return this.ys.subarray(0, this.length)
  }

  /**
   * Adds points in order. Points at or after the first new x are dropped before: after a resume a run's steps go
   * back to its checkpoint.
   */
  append(x: ArrayLike<number>, y: ArrayLike<number>): void {
    const first = x[0]
    if (first === undefined) return
    while (this.length > 0 && this.xs[this.length - 1]! >= first) this.length--
    this.reserve(this.length + x.length)
    this.xs.set(x, this.length)
    this.ys.set(y, this.length)
    this.length += x.length
  }

  clear(): void {
    this.length = 0
  }

  private reserve(needed: number): void {
    if (needed <= this.xs.length) return
    const capacity = Math.max(needed, this.xs.length * 2)
    const [xs, ys] = [new Float64Array(capacity), new Float64Array(capacity)]
    xs.set(this.x)
    ys.set(this.y)
    this.xs = xs
    this.ys = ys
  }
}

/** First index whose x is at or above `value`; `x.length` where there is none. */
export function lowerBound(x: ArrayLike<number>, value: number): number {
  let low = 0
  let high = x.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (x[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Index of the point nearest to `value`, or -1 where there are no points. */
export function nearestIndex(x: ArrayLike<number>, value: number): number {
  if (x.length === 0) return -1
  const after = Math.min(lowerBound(x, value), x.length - 1)
  const before = Math.max(0, after - 1)
  return value - x[before]! <= x[after]! - value ? before : after
}

export interface Extent {
  min: number
  max: number
}

/** Range of the finite values, or null where there are none. `positiveOnly` for a log axis. */
export function extentOf(
  values: ArrayLike<number>,
  from = 0,
  to = values.length,
  positiveOnly = false,
): Extent | null {
  let min = Infinity
  let max = -Infinity
  for (let i = from; i < to; i++) {
    const value = values[i]!
    if (!Number.isFinite(value) || (positiveOnly && value <= 0)) continue
    if (value < min) min = value
    if (value > max) max = value
  }
  return min > max ? null : { min, max }
}

/** Where the crosshair is, by group of linked charts: a value on the x axis, or null. */
export const crosshairs = shallowReactive(new Map<string, number | null>())
