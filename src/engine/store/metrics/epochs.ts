import type { Database } from 'better-sqlite3'
import { summarizeEpoch, type EpochRecord, type Split } from '@shared/domain/metrics'
import { badInput } from '@shared/errors'
import { conflict } from '../errors'
import { fromJson, toJson } from '../json'
import { summaryToJson } from '../run-rows'
import { emptyBuckets, pushPoint } from './buckets'
import { blankClassScores, blankRecord, setValue, valuesOf } from './epoch-records'
import type { Levels } from './levels'
import type { RunRow } from './run-keys'
import type { SeriesRow, SeriesTable } from './series'

export const epochQueries = {
  epochs:
    'SELECT epoch, step, seconds FROM epochs WHERE run_key = ? AND epoch BETWEEN ? AND ? ORDER BY epoch',
  last: 'SELECT epoch, step FROM epochs WHERE run_key = ? ORDER BY epoch DESC LIMIT 1',
  lastBest: 'SELECT epoch FROM epochs WHERE run_key = ? AND best = 1 ORDER BY epoch DESC LIMIT 1',
  values: 'SELECT epoch, value FROM epoch_points WHERE series_id = ? AND epoch BETWEEN ? AND ?',
  matrices:
    'SELECT epoch, split, support, matrix FROM confusion_matrices WHERE run_key = ? AND epoch BETWEEN ? AND ?',
  histograms:
    'SELECT epoch, split, counts FROM probability_histograms WHERE run_key = ? AND epoch BETWEEN ? AND ?',
}

export interface EpochRow {
  epoch: number
  step: number
  seconds: number
}

interface MatrixRow {
  epoch: number
  split: Split
  support: string
  matrix: string
}

interface HistogramRow {
  epoch: number
  split: Split
  counts: string
}

type Range = [key: number, first: number, last: number]

/** Epochs, whole: their curves' values, their confusion matrices and the summaries that the run list shows. */
export class EpochTable {
  private readonly selectEpochs
  private readonly selectLast
  private readonly selectLastBest
  private readonly selectValues
  private readonly selectMatrices
  private readonly selectHistograms
  private readonly insertEpoch
  private readonly insertMatrix
  private readonly insertHistogram
  private readonly insertValue
  private readonly deleteEpochs
  private readonly updateSummaries

  constructor(
    database: Database,
    private readonly series: SeriesTable,
    private readonly levels: Levels,
  ) {
    this.selectEpochs = database.prepare<Range, EpochRow>(epochQueries.epochs)
    this.selectLast = database.prepare<[number], { epoch: number; step: number }>(epochQueries.last)
    this.selectLastBest = database.prepare<[number], number>(epochQueries.lastBest).pluck()
    this.selectValues = database
      .prepare<Range, [epoch: number, value: number | null]>(epochQueries.values)
      .raw()
    this.selectMatrices = database.prepare<Range, MatrixRow>(epochQueries.matrices)
    this.selectHistograms = database.prepare<Range, HistogramRow>(epochQueries.histograms)
    this.insertEpoch = database.prepare('INSERT INTO epochs VALUES (?, ?, ?, ?, ?)')
    this.insertMatrix = database.prepare('INSERT INTO confusion_matrices VALUES (?, ?, ?, ?, ?)')
    this.insertHistogram = database.prepare('INSERT INTO probability_histograms VALUES (?, ?, ?, ?)')
    this.insertValue = database.prepare('INSERT INTO epoch_points VALUES (?, ?, ?)')
    this.deleteEpochs = database.prepare('DELETE FROM epochs WHERE run_key = ? AND epoch > ?')
    this.updateSummaries = database.prepare(
      'UPDATE runs SET best_summary = iif(@keepBest, best_summary, @best), last_summary = @last WHERE key = @key',
    )
  }

  /** @throws FocalError `conflict` if it is not the next epoch, `bad-input` if its classes are not the run's. */
  append(run: RunRow, record: EpochRecord, best: boolean): void {
    const { epoch, step, seconds, train, validation } = record
    this.check(run, record)
    this.insertEpoch.run(run.key, epoch, step, seconds, best ? 1 : 0)
    for (const [split, scores] of [
      ['train', train],
      ['validation', validation],
    ] as const) {
      const support = scores.perClass.map((classScores) => classScores.support)
      this.insertMatrix.run(run.key, epoch, split, toJson(support), toJson(scores.confusion))
      if (scores.probabilityHistogram !== undefined) {
        this.insertHistogram.run(run.key, epoch, split, toJson(scores.probabilityHistogram))
      }
    }
    this.appendValues(run, record)
    const summary = summaryToJson(summarizeEpoch(record))
    this.updateSummaries.run({ key: run.key, keepBest: best ? 0 : 1, best: summary, last: summary })
  }

  /** Records of the epochs from `first` to `last`, both included. */
  read(run: RunRow, first = 1, last = Number.MAX_SAFE_INTEGER): EpochRecord[] {
    const records = this.rows(run.key, first, last).map((row) =>
      blankRecord(row.epoch, row.step, row.seconds),
    )
    const byEpoch = new Map(records.map((record) => [record.epoch, record]))
    for (const row of this.selectMatrices.all(run.key, first, last)) {
      const scores = byEpoch.get(row.epoch)![row.split]
      const support = fromJson<number[]>(row.support)
      scores.perClass = support.map((samples, index) => blankClassScores(run.labels[index] ?? '', samples))
      scores.confusion = fromJson<number[][]>(row.matrix)
    }
    for (const { epoch, split, counts } of this.selectHistograms.all(run.key, first, last)) {
      byEpoch.get(epoch)![split].probabilityHistogram = fromJson<number[][]>(counts)
    }
    for (const key of this.series.ofRun(run.key)) {
      if (key.resolution !== 'epoch') continue
      for (const [epoch, value] of this.selectValues.all(key.id, first, last)) {
        setValue(byEpoch.get(epoch)!, key, value ?? NaN)
      }
    }
    return records
  }

  rows(runKey: number, first: number, last: number): EpochRow[] {
    return this.selectEpochs.all(runKey, first, last)
  }

  last(runKey: number): { epoch: number; step: number } {
    return this.selectLast.get(runKey) ?? { epoch: 0, step: 0 }
  }

  /** Deletes what lies after an epoch; the summaries become those of the epochs that stay. */
  truncate(run: RunRow, epoch: number): void {
    for (const { id, resolution } of this.series.ofRun(run.key)) {
      if (resolution === 'epoch') this.levels.truncate({ seriesId: id, resolution }, epoch)
    }
    this.deleteEpochs.run(run.key, epoch)
    const best = this.selectLastBest.get(run.key)
    this.updateSummaries.run({
      key: run.key,
      keepBest: 0,
      best: best === undefined ? null : this.summaryOf(run, best),
      last: epoch === 0 ? null : this.summaryOf(run, epoch),
    })
  }

  private summaryOf(run: RunRow, epoch: number): string | null {
    const [record] = this.read(run, epoch, epoch)
    return record ? summaryToJson(summarizeEpoch(record)) : null
  }

  private check({ key, labels }: RunRow, { epoch, step, train, validation }: EpochRecord): void {
    const last = this.last(key)
    if (epoch !== last.epoch + 1 || step <= last.step) {
      throw conflict(
        `Epoch ${epoch} (step ${step}) does not follow epoch ${last.epoch} (step ${last.step}) on record. ` +
          'Truncate the run to the epoch it goes on from.',
        { epoch, step, lastEpoch: last.epoch, lastStep: last.step },
      )
    }
    for (const { perClass } of [train, validation]) {
      if (perClass.length !== labels.length || perClass.some(({ label }, index) => label !== labels[index])) {
        throw badInput(`The classes of epoch ${epoch} are not those of the run.`, { epoch, labels })
      }
    }
  }

  private appendValues(run: RunRow, record: EpochRecord): void {
    const known = new Map<string, SeriesRow>()
    for (const row of this.series.ofRun(run.key)) known.set(nameOf(row), row)
    const values = new Map<number, number>()
    for (const { key, value } of valuesOf(record)) {
      const id = known.get(nameOf(key))?.id ?? this.series.findOrInsert(run.key, key).seriesId
      this.insertValue.run(id, record.epoch, value)
      values.set(id, value)
    }
    // Every curve passes this epoch, those without a value in it too: their roll-ups may end here.
    for (const { id, resolution } of this.series.ofRun(run.key)) {
      if (resolution !== 'epoch') continue
      const added = emptyBuckets()
      const value = values.get(id)
      if (value !== undefined) pushPoint(added, record.epoch, value, 0, 0)
      this.levels.extend({ seriesId: id, resolution }, record.epoch, record.epoch, added)
    }
  }
}

function nameOf({ resolution, metric, split, classIndex }: Omit<SeriesRow, 'id'>): string {
  return `${resolution} ${metric} ${split} ${classIndex}`
}
