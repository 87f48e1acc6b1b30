/** Runs against a reference, on the validation rows that both were measured on. */
import { PairedBootstrap } from '@core/metrics/paired-bootstrap'
import { PairedLabels } from '@core/metrics/paired-labels'
import type { PairedRun, PairedScores, UnpairedReason } from '@shared/domain/paired'
import type { RunDetails } from '@shared/domain/run'
import { DatasetReader } from '../datasets/dataset-reader'
import { turnTaker } from '../turns'
import type { Services } from './services'

export interface PairedRequest {
  reference: string
  ids: readonly string[]
  which: 'best' | 'last'
}

/** The same rows drawn anew give the same intervals, whenever and wherever they are asked for. */
const seed = 1

/** Rows whose predictions are read off at a time. */
const rowsAtOnce = 20_000

type Turn = () => Promise<void>

/** What a run predicts for some rows of its data set: class numbers, or rows × labels of 0 and 1. */
interface Predicted {
  rows: Int32Array
  answers: Int32Array | Uint8Array
}

/** A sample's label is predicted from this probability on. */
const labelThreshold = 0.5

/**
 * Compares each run with the reference; what takes long lets others have their turn.
 * @throws FocalError `not-found` for a run that is not there, `cancelled`
 */
export async function comparePaired(
  services: Services,
  { reference, ids, which }: PairedRequest,
  signal?: AbortSignal,
): Promise<PairedRun[]> {
  const turn = turnTaker(signal)
  const first = services.store.runs.get(reference)
  const others = ids.filter((id) => id !== reference).map((id) => services.store.runs.get(id))
  const firstPredicted = await predicted(services, first, which, turn)
  const truth = await trueAnswers(services, first, firstPredicted?.rows ?? new Int32Array(), turn)
  const results: PairedRun[] = []
  for (const run of others) {
    await turn()
    results.push(await compareWithReference(run))
  }
  return results

  async function compareWithReference(run: RunDetails): Promise<PairedRun> {
    const unpaired = (reason: UnpairedReason): PairedRun => ({ id: run.id, paired: null, reason })
    const reason = whyOtherRows(first, run)
    if (reason !== null) return unpaired(reason)
    if (truth === null) return unpaired('dataGone')
    if (firstPredicted === null) return unpaired('referenceWithoutPredictions')
    const second = await predicted(services, run, which, turn)
    if (second === null) return unpaired('noPredictions')
    if (!areSame(firstPredicted.rows, second.rows)) return unpaired('otherRows')
    const paired = await scores(truth, firstPredicted.answers, second.answers, run.labels.length, turn)
    return { id: run.id, paired, reason: null }
  }
}

/** What tells already from the configurations that two runs were measured on different rows. */
function whyOtherRows(first: RunDetails, second: RunDetails): 'otherData' | 'otherFold' | null {
  if (first.datasetHash !== second.datasetHash) return 'otherData'
  const [one, other] = [first.config.data.fold, second.config.data.fold]
  return one !== null && other !== null && one.of === other.of && one.index !== other.index
    ? 'otherFold'
    : null
}

/** True class of each of the rows, or which labels they have; null where the data file, which knows, is gone. */
async function trueAnswers(
  { datasets }: Services,
  run: RunDetails,
  rows: Int32Array,
  turn: Turn,
): Promise<Int32Array | Uint8Array | null> {
  const dataset = datasets.get(run.datasetId)
  if (datasets.whyGone(dataset) !== null) return null
  return DatasetReader.use(datasets.path(dataset), async (reader) => {
    if (reader.header.multiLabel !== true) {
      const classes = await reader.classes()
      return rows.map((row) => classes[row] ?? -1)
    }
    return targetsOf(reader, rows, turn)
  })
}

async function targetsOf(reader: DatasetReader, rows: Int32Array, turn: Turn): Promise<Uint8Array> {
  const { samples, labels } = reader.header
  const targets = new Uint8Array(rows.length * labels.length)
  for (let start = 0, at = 0; start < samples; start += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, samples - start)
    const part = await reader.targets(start, count)
    // The rows ascend.
    for (; at < rows.length && rows[at]! < start + count; at++) {
      const from = (rows[at]! - start) * labels.length
      targets.set(part.subarray(from, from + labels.length), at * labels.length)
    }
    await turn()
  }
  return targets
}

/** Null where none are kept of that epoch: a run keeps them when it ends. */
async function predicted(
  { store }: Services,
  run: RunDetails,
  which: 'best' | 'last',
  turn: Turn,
): Promise<Predicted | null> {
  const predictions = store.predictions.read(run.id, which)
  if (predictions === null || predictions.rows.length === 0) return null
  // Those of a run that goes on after it was stopped are of an epoch before.
  if (predictions.epoch !== run[which]?.epoch) return null
  const { rows, probabilities } = predictions
  if (run.multiLabel)
    return { rows, answers: Uint8Array.from(probabilities, (p) => Number(p >= labelThreshold)) }
  const classes = new Int32Array(rows.length)
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    await turn()
    mostProbable(probabilities, run.labels.length, classes, start, Math.min(rows.length, start + rowsAtOnce))
  }
  return { rows, answers: classes }
}

/** Fills in the most probable class of the rows from `start` up to `end`; of equals the first. */
function mostProbable(
  probabilities: Float32Array,
  columns: number,
  classes: Int32Array,
  start: number,
  end: number,
): void {
  for (let row = start; row < end; row++) {
    let best = 0
    for (let c = 1; c < columns; c++) {
      if (probabilities[row * columns + c]! > probabilities[row * columns + best]!) best = c
    }
    classes[row] = best
  }
}

function areSame(one: Int32Array, other: Int32Array): boolean {
  return one.length === other.length && one.every((row, i) => row === other[i])
}

async function scores(
  truth: Int32Array | Uint8Array,
  first: Int32Array | Uint8Array,
  second: Int32Array | Uint8Array,
  labels: number,
  turn: Turn,
): Promise<PairedScores> {
  const isMultiLabel =
    truth instanceof Uint8Array && first instanceof Uint8Array && second instanceof Uint8Array
  const work = isMultiLabel
    ? new PairedLabels({ targets: truth, first, second, labels }, { seed })
    : new PairedBootstrap(truth, first, second, labels, { seed })
  while (!work.isDone) {
    work.step()
    await turn()
  }
  return work.scores()
}
