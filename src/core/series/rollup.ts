/**
 * series/: curves for charts. This file thins a curve out to buckets that keep its extremes; smooth.ts smooths it,
 * band.ts draws several runs as one band.
 */

/** Points of a curve that lie side by side, as one. */
export interface Bucket {
  firstStep: number
  lastStep: number
  /** Of the finite values; NaN where there are none. */
  min: number
  max: number
  mean: number
  /** Finite values in the bucket. */
  count: number
}

/**
 * Buckets of equally many points. A curve of no more points than buckets keeps each point as its own bucket.
 * @param steps ascending
 * @param values as many; NaN and infinite ones are left out
 * @param buckets at most this many, at least 1
 */
export function rollUp(steps: ArrayLike<number>, values: ArrayLike<number>, buckets: number): Bucket[] {
  const used = Math.min(buckets, steps.length)
  return Array.from({ length: used }, (_, b) => {
    const start = Math.floor((b * steps.length) / used)
    const end = Math.floor(((b + 1) * steps.length) / used)
    return bucketOf(steps, values, start, end)
  })
}

/** Joins neighbouring buckets into one, as if made from their points. At least one is given, in order of step. */
export function joinBuckets(buckets: readonly Bucket[]): Bucket {
  const filled = buckets.filter((bucket) => bucket.count > 0)
  const count = filled.reduce((sum, bucket) => sum + bucket.count, 0)
  const total = filled.reduce((sum, bucket) => sum + bucket.mean * bucket.count, 0)
  return {
    firstStep: buckets[0]?.firstStep ?? NaN,
    lastStep: buckets[buckets.length - 1]?.lastStep ?? NaN,
    min: count === 0 ? NaN : filled.reduce((low, bucket) => Math.min(low, bucket.min), Infinity),
    max: count === 0 ? NaN : filled.reduce((high, bucket) => Math.max(high, bucket.max), -Infinity),
    mean: total / count,
    count,
  }
}

/** Joins buckets until at most `limit` are left, evenly. */
export function coarsen(buckets: readonly Bucket[], limit: number): Bucket[] {
  const used = Math.min(limit, buckets.length)
  return Array.from({ length: used }, (_, b) =>
    joinBuckets(
      buckets.slice(Math.floor((b * buckets.length) / used), Math.floor(((b + 1) * buckets.length) / used)),
    ),
  )
}

function bucketOf(steps: ArrayLike<number>, values: ArrayLike<number>, start: number, end: number): Bucket {
  let min = Infinity
  let max = -Infinity
  let sum = 0
  let count = 0
  for (let i = start; i < end; i++) {
    const value = values[i]!
    if (!Number.isFinite(value)) continue
    if (value < min) min = value
    if (value > max) max = value
    sum += value
    count++
  }
  return {
    firstStep: steps[start]!,
    lastStep: steps[end - 1]!,
    min: count === 0 ? NaN : min,
    max: count === 0 ? NaN : max,
    mean: sum / count,
    count,
  }
}
