import type { Database } from 'better-sqlite3'
import type { CurveKey } from '@shared/contract/curves'
import type { EpochRecord } from '@shared/domain/metrics'
import { badInput } from '@shared/errors'
import { conflict, notFound } from '../errors'
import type { MetricStore, StepBatch } from '../types'
import { emptyBuckets, pushPoint } from './buckets'
import { CurveReader } from './curves'
import { EpochTable } from './epochs'
import { Levels } from './levels'
import { StepPointWriter } from './points'
import { createRunFinder } from './runKeys'
import { SeriesTable } from './series'

/** The one curve with a point a step. */
const stepLoss: CurveKey = { metric: 'loss', split: 'train', classIndex: null, resolution: 'step' }

export function createMetricStore(database: Database): MetricStore {
  const findRun = createRunFinder(database)
  const series = new SeriesTable(database)
  const levels = new Levels(database)
  const epochs = new EpochTable(database, series, levels)
  const curves = new CurveReader(database, series, levels)
  const stepPoints = new StepPointWriter(database)
  const hasPoints = {
    step: database
      .prepare<[number], number>('SELECT EXISTS (SELECT 1 FROM step_points WHERE series_id = ?)')
      .pluck(),
    epoch: database
      .prepare<[number], number>('SELECT EXISTS (SELECT 1 FROM epoch_points WHERE series_id = ?)')
      .pluck(),
  }
  const deletePredictions = database.prepare('DELETE FROM predictions WHERE run_key = ? AND epoch > ?')
  const deleteCheckpoints = database.prepare('DELETE FROM checkpoints WHERE run_key = ? AND epoch > ?')

  function lastStep(runKey: number): number {
    const curve = series.find(runKey, stepLoss)
    return curve ? curves.lastStep(curve) : 0
  }

  const appendSteps = database.transaction((runId: string, batch: StepBatch) => {
    const { epoch, firstStep, losses, seconds } = batch
    const { key } = findRun(runId)
    if (losses.length !== seconds.length) {
      throw badInput(`${losses.length} losses came with ${seconds.length} times.`, { runId, firstStep })
    }
    if (losses.length === 0) return
    const curve = series.findOrInsert(key, stepLoss)
    const last = curves.lastStep(curve)
    if (firstStep !== last + 1) {
      throw conflict(
        `Step ${firstStep} does not follow step ${last} on record. Truncate the run to the epoch it goes on from.`,
        { runId, firstStep, lastStep: last },
      )
    }
    const microseconds = seconds.map((time) => Math.round(time * 1e6))
    stepPoints.write(curve.seriesId, batch, microseconds)
    const added = emptyBuckets()
    losses.forEach((loss, index) => pushPoint(added, firstStep + index, loss, epoch, microseconds[index]!))
    levels.extend(curve, firstStep, firstStep + losses.length - 1, added)
  })

  const appendEpoch = database.transaction((runId: string, record: EpochRecord, best: boolean) =>
    epochs.append(findRun(runId), record, best),
  )

  const truncateAfter = database.transaction((runId: string, epoch: number) => {
    const run = findRun(runId)
    const [row] = epochs.rows(run.key, epoch, epoch)
    if (epoch !== 0 && !row) throw notFound('epoch', `${epoch} of run ${runId}`)
    const curve = series.find(run.key, stepLoss)
    if (curve) levels.truncate(curve, row?.step ?? 0)
    epochs.truncate(run, epoch)
    deletePredictions.run(run.key, epoch)
    deleteCheckpoints.run(run.key, epoch)
  })

  return {
    appendSteps: (runId, batch) => appendSteps.immediate(runId, batch),
    appendEpoch: (runId, record, { best }) => appendEpoch.immediate(runId, record, best),
    epochs: (runId, first, last) => epochs.read(findRun(runId), first, last),
    readCurve: (runId, key, range) => curves.read(findRun(runId), runId, key, range),
    curveKeys: (runId) =>
      series
        .ofRun(findRun(runId).key)
        .filter(({ id, resolution }) => hasPoints[resolution].get(id) === 1)
        .map(({ metric, split, classIndex, resolution }) => ({ metric, split, classIndex, resolution })),
    lastStep: (runId) => lastStep(findRun(runId).key),
    truncateAfter: (runId, epoch) => truncateAfter.immediate(runId, epoch),
  }
}
