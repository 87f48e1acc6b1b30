import type { Database } from 'better-sqlite3'
import type { Curve, CurveKey } from '@shared/contract/curves'
import type { EpochRecord } from '@shared/domain/metrics'
import { badInput } from '@shared/errors'
import { conflict, notFound } from '../errors'
import { inTransaction } from '../transaction'
import type { CurveRange, MetricStore, StepBatch } from '../types'
import { emptyBuckets, pushPoint } from './buckets'
import { CurveReader } from './curves'
import { EpochTable } from './epochs'
import { Levels } from './levels'
import { StepPointWriter } from './points'
import { createRunFinder } from './run-keys'
import { SeriesTable } from './series'

/** The one curve with a point a step. */
const stepLoss: CurveKey = { metric: 'loss', split: 'train', classIndex: null, resolution: 'step' }

export class Metrics implements MetricStore {
  private readonly findRun
  private readonly series
  private readonly levels
  private readonly epochTable
  private readonly curves
  private readonly stepPoints
  private readonly hasPoints
  private readonly deletePredictions
  private readonly deleteCheckpoints

  constructor(private readonly database: Database) {
    this.findRun = createRunFinder(database)
    this.series = new SeriesTable(database)
    this.levels = new Levels(database)
    this.epochTable = new EpochTable(database, this.series, this.levels)
    this.curves = new CurveReader(database, this.series, this.levels)
    this.stepPoints = new StepPointWriter(database)
    this.hasPoints = { step: hasRows(database, 'step_points'), epoch: hasRows(database, 'epoch_points') }
    this.deletePredictions = database.prepare('DELETE FROM predictions WHERE run_key = ? AND epoch > ?')
    this.deleteCheckpoints = database.prepare('DELETE FROM checkpoints WHERE run_key = ? AND epoch > ?')
  }

  appendSteps(runId: string, batch: StepBatch): void {
    const { epoch, firstStep, losses, seconds } = batch
    if (losses.length !== seconds.length) {
      throw badInput(`${losses.length} losses came with ${seconds.length} times.`, { runId, firstStep })
    }
    inTransaction(this.database, () => {
      const { key } = this.findRun(runId)
      if (losses.length === 0) return
      const curve = this.series.findOrInsert(key, stepLoss)
      this.checkFollows(runId, this.curves.lastStep(curve), firstStep)
      const microseconds = seconds.map((time) => Math.round(time * 1e6))
      this.stepPoints.write(curve.seriesId, batch, microseconds)
      const added = emptyBuckets()
      losses.forEach((loss, index) => pushPoint(added, firstStep + index, loss, epoch, microseconds[index]!))
      this.levels.extend(curve, firstStep, firstStep + losses.length - 1, added)
    })
  }

  appendEpoch(runId: string, record: EpochRecord, { best }: { best: boolean }): void {
    inTransaction(this.database, () => this.epochTable.append(this.findRun(runId), record, best))
  }

  epochs(runId: string, first?: number, last?: number): EpochRecord[] {
    return this.epochTable.read(this.findRun(runId), first, last)
  }

  readCurve(runId: string, key: CurveKey, range: CurveRange): Curve {
    return this.curves.read(this.findRun(runId), runId, key, range)
  }

  curveKeys(runId: string): CurveKey[] {
    return this.series
      .ofRun(this.findRun(runId).key)
      .filter(({ id, resolution }) => this.hasPoints[resolution].get(id) === 1)
      .map(({ metric, split, classIndex, resolution }) => ({ metric, split, classIndex, resolution }))
  }

  lastStep(runId: string): number {
    const curve = this.series.find(this.findRun(runId).key, stepLoss)
    return curve ? this.curves.lastStep(curve) : 0
  }

  truncateAfter(runId: string, epoch: number): void {
    inTransaction(this.database, () => {
      const run = this.findRun(runId)
      const [row] = this.epochTable.rows(run.key, epoch, epoch)
      if (epoch !== 0 && !row) throw notFound('epoch', `${epoch} of run ${runId}`)
      const curve = this.series.find(run.key, stepLoss)
      if (curve) this.levels.truncate(curve, row?.step ?? 0)
      this.epochTable.truncate(run, epoch)
      this.deletePredictions.run(run.key, epoch)
      this.deleteCheckpoints.run(run.key, epoch)
    })
  }

  private checkFollows(runId: string, lastStep: number, firstStep: number): void {
    if (firstStep === lastStep + 1) return
    throw conflict(
      `Step ${firstStep} does not follow step ${lastStep} on record. ` +
        'Truncate the run to the epoch it goes on from.',
      { runId, firstStep, lastStep },
    )
  }
}

function hasRows(database: Database, table: string) {
  return database
    .prepare<[number], number>(`SELECT EXISTS (SELECT 1 FROM ${table} WHERE series_id = ?)`)
    .pluck()
}
