import type { Database } from 'better-sqlite3'
import type { Resolution } from '@shared/domain/metrics'
import {
  bucketOf,
  emptyBuckets,
  levelFor,
  mergeBuckets,
  pushPoint,
  pushUpTo,
  rollUpFactor,
  type Buckets,
} from './buckets'

export const levelQueries = {
  step: `SELECT step, value, epoch, microseconds FROM step_points WHERE series_id = ? AND step BETWEEN ? AND ? ORDER BY step`,
  epoch: `SELECT epoch, value, 0, 0 FROM epoch_points WHERE series_id = ? AND epoch BETWEEN ? AND ? ORDER BY epoch`,
  rollups: `SELECT bucket, count, min, max, mean, epoch, microseconds FROM rollups
    WHERE series_id = ? AND level = ? AND bucket BETWEEN ? AND ? ORDER BY bucket`,
  levels: 'SELECT DISTINCT level FROM rollups WHERE series_id = ?',
}

/** A curve as the database knows it. */
export interface CurveReference {
  seriesId: number
  resolution: Resolution
}

type PointRow = [position: number, value: number | null, epoch: number, microseconds: number]
type RollupRow = [
  bucket: number,
  count: number,
  min: number | null,
  max: number | null,
  mean: number | null,
  epoch: number,
  microseconds: number,
]

/** The points of the curves and the roll-ups over them, level by level. */
export class Levels {
  private readonly selectPoints
  private readonly deletePoints
  private readonly selectRollups
  private readonly selectLevels
  private readonly insertRollup
  private readonly deleteRollups

  constructor(database: Database) {
    this.selectPoints = {
      step: database.prepare<[number, number, number], PointRow>(levelQueries.step).raw(),
      epoch: database.prepare<[number, number, number], PointRow>(levelQueries.epoch).raw(),
    }
    this.deletePoints = {
      step: database.prepare('DELETE FROM step_points WHERE series_id = ? AND step > ?'),
      epoch: database.prepare('DELETE FROM epoch_points WHERE series_id = ? AND epoch > ?'),
    }
    this.selectRollups = database
      .prepare<[number, number, number, number], RollupRow>(levelQueries.rollups)
      .raw()
    this.selectLevels = database.prepare<[number], number>(levelQueries.levels).pluck()
    this.insertRollup = database.prepare('INSERT INTO rollups VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    this.deleteRollups = database.prepare(
      'DELETE FROM rollups WHERE series_id = ? AND level = ? AND bucket >= ?',
    )
  }

  /**
   * Stores the roll-ups that the positions from `first` to `last` complete. `added` are the points there; a
   * position without one counts as passed.
   */
  extend(curve: CurveReference, first: number, last: number, added: Buckets): void {
    let children = added
    for (let level = 1; ; level++) {
      const width = rollUpFactor ** level
      const end = Math.floor(last / width) * width
      if (end < first) return
      const childWidth = width / rollUpFactor
      const firstChild = bucketOf(first, childWidth) * childWidth + 1
      const family = emptyBuckets()
      this.readLevel(curve, level - 1, bucketOf(first, width) * width + 1, firstChild - 1, family)
      pushUpTo(family, children, end)
      children = mergeBuckets(family, width, end)
      this.insertLevel(curve, level, children)
    }
  }

  /** The points between two positions, merged into buckets of a `bucketWidth`. Reads O(positions / width) rows. */
  read(curve: CurveReference, first: number, last: number, width: number): Buckets {
    const found = emptyBuckets()
    this.collect(curve, levelFor(width), first, last, found)
    return width === 1 ? found : mergeBuckets(found, width, last)
  }

  /** Deletes what lies after a position. */
  truncate(curve: CurveReference, position: number): void {
    this.deletePoints[curve.resolution].run(curve.seriesId, position)
    for (const level of this.selectLevels.all(curve.seriesId)) {
      this.deleteRollups.run(curve.seriesId, level, Math.floor(position / rollUpFactor ** level))
    }
  }

  /** Whole buckets of the level in the middle, finer ones at the ragged ends. */
  private collect(curve: CurveReference, level: number, first: number, last: number, into: Buckets): void {
    if (first > last) return
    const width = rollUpFactor ** level
    const start = Math.ceil((first - 1) / width) * width + 1
    const end = Math.floor(last / width) * width
    if (start > end) return this.collect(curve, level - 1, first, last, into)
    this.collect(curve, level - 1, first, start - 1, into)
    this.readLevel(curve, level, start, end, into)
    this.collect(curve, level - 1, end + 1, last, into)
  }

  /** Appends the buckets of a level between two positions on its boundaries. */
  private readLevel(curve: CurveReference, level: number, first: number, last: number, into: Buckets): void {
    if (first > last) return
    const { seriesId, resolution } = curve
    if (level === 0) {
      const points = this.selectPoints[resolution].all(seriesId, first, last)
      for (const [position, value, epoch, microseconds] of points) {
        pushPoint(into, position, value, epoch, microseconds)
      }
      return
    }
    const width = rollUpFactor ** level
    const rows = this.selectRollups.all(seriesId, level, bucketOf(first, width), bucketOf(last, width))
    for (const [bucket, count, min, max, mean, epoch, microseconds] of rows) {
      into.position.push((bucket + 1) * width)
      into.count.push(count)
      into.min.push(min ?? NaN)
      into.max.push(max ?? NaN)
      into.mean.push(mean ?? NaN)
      into.epoch.push(epoch)
      into.microseconds.push(microseconds)
    }
  }

  private insertLevel({ seriesId }: CurveReference, level: number, buckets: Buckets): void {
    const width = rollUpFactor ** level
    buckets.position.forEach((position, index) => {
      this.insertRollup.run(
        seriesId,
        level,
        bucketOf(position, width),
        buckets.count[index],
        buckets.min[index],
        buckets.max[index],
        buckets.mean[index],
        buckets.epoch[index],
        buckets.microseconds[index],
      )
    })
  }
}
