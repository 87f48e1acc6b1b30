/**
 * Runs with their epochs as text.
 *
 * `csv` is long and tidy, one figure a row: `run,name,epoch,split,metric,class,value`. `run` is the id; `class` is
 * empty for figures over all classes; `value` is empty where a figure is not defined (a class without samples).
 * By class there are support, recall, precision and f1; over all loss, crossEntropy, accuracy, balancedAccuracy
 * and macroF1. `json` is one document `{format, version, runs: [{…details, epochs}]}`, confusion matrices included.
 */
import type { exportFormats } from '@shared/contract/exports'
import type { EpochRecord, Split, SplitScores } from '@shared/domain/metrics'
import type { RunDetails } from '@shared/domain/run'
import type { Store } from '../store'
import { nextTurn } from '../turns'

export type ExportFormat = (typeof exportFormats)[number]

/** The text in pieces, a few epochs each, so that the engine's thread is free in between. */
export async function* exportRuns(
  store: Store,
  ids: readonly string[],
  format: ExportFormat,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  // An unknown id must be found before the first piece is written.
  const runs = ids.map((id) => store.runs.get(id))
  if (format === 'csv') yield* csvPieces(store, runs, signal)
  else yield* jsonPieces(store, runs, signal)
}

const epochsAtOnce = 50

async function* csvPieces(store: Store, runs: RunDetails[], signal?: AbortSignal): AsyncGenerator<string> {
  yield 'run,name,epoch,split,metric,class,value\r\n'
  for (const run of runs) {
    const epochs = store.metrics.epochs(run.id)
    for (let first = 0; first < epochs.length; first += epochsAtOnce) {
      yield epochs
        .slice(first, first + epochsAtOnce)
        .map((record) => epochRows(run, record))
        .join('')
      await nextTurn(signal)
    }
  }
}

const splitMetrics = ['loss', 'crossEntropy', 'accuracy', 'balancedAccuracy', 'macroF1'] as const
const classFigures = ['support', 'recall', 'precision', 'f1'] as const

function epochRows(run: RunDetails, record: EpochRecord): string {
  const begin = `${csvCell(run.id)},${csvCell(run.name)},${record.epoch}`
  const rows = [`${begin},train,learningRate,,${record.learningRate}`]
  for (const split of ['train', 'validation'] as const)
    rows.push(...splitRows(`${begin},${split}`, record[split]))
  return rows.map((row) => `${row}\r\n`).join('')
}

function splitRows(begin: `${string},${Split}`, scores: SplitScores): string[] {
  return [
    ...splitMetrics.map((metric) => `${begin},${metric},,${csvNumber(scores[metric])}`),
    ...scores.perClass.flatMap((scored) =>
      classFigures.map(
        (figure) => `${begin},${figure},${csvCell(scored.label)},${csvNumber(scored[figure])}`,
      ),
    ),
  ]
}

async function* jsonPieces(store: Store, runs: RunDetails[], signal?: AbortSignal): AsyncGenerator<string> {
  yield '{"format":"focal-bench-runs","version":1,"runs":['
  for (const [index, run] of runs.entries()) {
    const details = JSON.stringify(run)
    yield `${index === 0 ? '' : ','}\n${details.slice(0, -1)},"epochs":[`
    const epochs = store.metrics.epochs(run.id)
    for (let first = 0; first < epochs.length; first += epochsAtOnce) {
      const piece = epochs
        .slice(first, first + epochsAtOnce)
        .map((record) => JSON.stringify(record))
        .join(',')
      yield first === 0 ? piece : `,${piece}`
      await nextTurn(signal)
    }
    yield ']}'
  }
  yield '\n]}\n'
}

function csvCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function csvNumber(value: number | null): string {
  return value === null ? '' : String(value)
}
