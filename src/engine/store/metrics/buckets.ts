/**
 * Runs of consecutive positions of a curve, each with what lies in it. A position is a step or an epoch, counted
 * from 1. Level 0 is the points themselves; a bucket of level k spans `rollUpFactor`^k positions, the first one
 * starting at position 1. Columns side by side rather than objects, since a batch may hold a million.
 */
export interface Buckets {
  /** The last position it spans. */
  position: number[]
  /** Points that are numbers; a diverged loss is on record as NaN and counts for nothing. */
  count: number[]
  /** NaN where count is 0. */
  min: number[]
  max: number[]
  mean: number[]
  /** Of the last position; 0 in a curve by epoch, where the position says it. */
  epoch: number[]
  microseconds: number[]
}

/**
 * Buckets a level up. With 16, roll-ups add 3 bytes to a point, and a curve of n points is drawn from at most
 * 16 n rows.
 */
export const rollUpFactor = 16

export function emptyBuckets(): Buckets {
  return { position: [], count: [], min: [], max: [], mean: [], epoch: [], microseconds: [] }
}

/** The number, from 0, of the bucket of a width that holds a position. */
export function bucketOf(position: number, width: number): number {
  return Math.floor((position - 1) / width)
}

/** Appends a single point. */
export function pushPoint(
  to: Buckets,
  position: number,
  value: number | null,
  epoch: number,
  microseconds: number,
): void {
  const known = value !== null && !Number.isNaN(value)
  const figure = known ? value : NaN
  to.position.push(position)
  to.count.push(known ? 1 : 0)
  to.min.push(figure)
  to.max.push(figure)
  to.mean.push(figure)
  to.epoch.push(epoch)
  to.microseconds.push(microseconds)
}

/**
 * Merges neighbours, in order, into buckets of `width` positions; none of the input may cross a boundary.
 * Each takes the last position of its bucket, or `last` where that lies beyond it.
 */
export function mergeBuckets(from: Buckets, width: number, last: number): Buckets {
  const merged = emptyBuckets()
  let start = 0
  while (start < from.position.length) {
    const bucket = bucketOf(from.position[start]!, width)
    let end = start + 1
    while (end < from.position.length && bucketOf(from.position[end]!, width) === bucket) end++
    pushMerged(merged, from, start, end)
    merged.position.push(Math.min((bucket + 1) * width, last))
    start = end
  }
  return merged
}

function pushMerged(to: Buckets, from: Buckets, start: number, end: number): void {
  let count = 0
  let sum = 0
  let min = Infinity
  let max = -Infinity
  for (let index = start; index < end; index++) {
    const points = from.count[index]!
    if (points === 0) continue
    count += points
    sum += points * from.mean[index]!
    min = Math.min(min, from.min[index]!)
    max = Math.max(max, from.max[index]!)
  }
  to.count.push(count)
  to.min.push(count > 0 ? min : NaN)
  to.max.push(count > 0 ? max : NaN)
  // Rounding must not carry a mean out of its own range.
  to.mean.push(count > 0 ? Math.min(max, Math.max(min, sum / count)) : NaN)
  to.epoch.push(from.epoch[end - 1]!)
  to.microseconds.push(from.microseconds[end - 1]!)
}

/** Appends the buckets of `from` up to a position. */
export function pushUpTo(to: Buckets, from: Buckets, position: number): void {
  for (let index = 0; index < from.position.length && from.position[index]! <= position; index++) {
    to.position.push(from.position[index]!)
    to.count.push(from.count[index]!)
    to.min.push(from.min[index]!)
    to.max.push(from.max[index]!)
    to.mean.push(from.mean[index]!)
    to.epoch.push(from.epoch[index]!)
    to.microseconds.push(from.microseconds[index]!)
  }
}

/** The coarsest level whose buckets are no wider than a width. */
export function levelFor(width: number): number {
  let level = 0
  while (rollUpFactor ** (level + 1) <= width) level++
  return level
}

/**
 * Width of the buckets that shows a number of positions, wherever they start, with at most `maxPoints` (≥ 2)
 * buckets: 1, or a multiple of the widest level that fits in it.
 */
export function bucketWidth(positions: number, maxPoints: number): number {
  if (positions <= maxPoints) return 1
  const least = Math.ceil(positions / (maxPoints - 1))
  const unit = rollUpFactor ** levelFor(least)
  return Math.ceil(least / unit) * unit
}
