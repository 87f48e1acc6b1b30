import type { Database } from 'better-sqlite3'
import type { Curve, CurveKey } from '@shared/contract/curves'
import { badInput } from '@shared/errors'
import type { CurveRange } from '../types'
import { bucketWidth, emptyBuckets, type Buckets } from './buckets'
import type { CurveReference, Levels } from './levels'
import type { RunRow } from './run-keys'
import type { SeriesTable } from './series'

export const curveQueries = {
  lastStep: 'SELECT max(step) FROM step_points WHERE series_id = ?',
  lastEpoch: 'SELECT max(epoch) FROM epochs WHERE run_key = ?',
  firstEpochFrom: 'SELECT epoch FROM epochs WHERE run_key = ? AND step >= ? ORDER BY step LIMIT 1',
  lastEpochTo: 'SELECT epoch FROM epochs WHERE run_key = ? AND step <= ? ORDER BY step DESC LIMIT 1',
  epoch: 'SELECT step, seconds FROM epochs WHERE run_key = ? AND epoch = ?',
}

/** Positions of a curve, both included; empty where last < first. */
interface Positions {
  first: number
  last: number
}

/** Reads curves at the resolution asked for. */
export class CurveReader {
  private readonly selectLastStep
  private readonly selectLastEpoch
  private readonly selectFirstEpochFrom
  private readonly selectLastEpochTo
  private readonly selectEpoch

  constructor(
    database: Database,
    private readonly series: SeriesTable,
    private readonly levels: Levels,
  ) {
    this.selectLastStep = database.prepare<[number], number | null>(curveQueries.lastStep).pluck()
    this.selectLastEpoch = database.prepare<[number], number | null>(curveQueries.lastEpoch).pluck()
    this.selectFirstEpochFrom = database
      .prepare<[number, number], number>(curveQueries.firstEpochFrom)
      .pluck()
    this.selectLastEpochTo = database.prepare<[number, number], number>(curveQueries.lastEpochTo).pluck()
    this.selectEpoch = database
      .prepare<[number, number], [step: number, seconds: number]>(curveQueries.epoch)
      .raw()
  }

  read(run: RunRow, runId: string, key: CurveKey, range: CurveRange): Curve {
    if (!Number.isInteger(range.maxPoints) || range.maxPoints < 2) {
      throw badInput('maxPoints must be a whole number from 2.', { field: 'maxPoints' })
    }
    const curve = this.series.find(run.key, key)
    if (!curve) return toCurve(runId, key, emptyBuckets(), [], false)
    const { first, last } = this.positions(run, curve, range)
    const width = bucketWidth(last - first + 1, range.maxPoints)
    const buckets = this.levels.read(curve, first, last, width)
    const steps = key.resolution === 'step' ? buckets.position : this.placeEpochs(run, buckets)
    return toCurve(runId, key, buckets, steps, width > 1)
  }

  /** Last step of a curve by step, 0 where it has none. */
  lastStep({ seriesId }: CurveReference): number {
    return this.selectLastStep.get(seriesId) ?? 0
  }

  private positions(run: RunRow, curve: CurveReference, { fromStep = 1, toStep }: CurveRange): Positions {
    if (curve.resolution === 'step') {
      const lastStep = this.lastStep(curve)
      return { first: Math.max(1, fromStep), last: Math.min(lastStep, toStep ?? lastStep) }
    }
    const first = this.selectFirstEpochFrom.get(run.key, fromStep)
    const last =
      toStep === undefined ? this.selectLastEpoch.get(run.key) : this.selectLastEpochTo.get(run.key, toStep)
    return { first: first ?? 1, last: first === undefined ? 0 : (last ?? 0) }
  }

  /** Fills in epoch and time of buckets by epoch; returns the step of each. */
  private placeEpochs(run: RunRow, buckets: Buckets): number[] {
    return buckets.position.map((epoch, index) => {
      const [step = 0, seconds = 0] = this.selectEpoch.get(run.key, epoch) ?? []
      buckets.epoch[index] = epoch
      buckets.microseconds[index] = seconds * 1e6
      return step
    })
  }
}

function toCurve(runId: string, key: CurveKey, buckets: Buckets, step: number[], rolledUp: boolean): Curve {
  const { metric, split, classIndex, resolution } = key
  return {
    runId,
    metric,
    split,
    classIndex,
    resolution,
    step,
    epoch: buckets.epoch,
    seconds: buckets.microseconds.map((microseconds) => microseconds / 1e6),
    mean: buckets.mean,
    min: buckets.min,
    max: buckets.max,
    rolledUp,
    points: buckets.count.reduce((sum, count) => sum + count, 0),
  }
}
