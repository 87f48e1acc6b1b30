/** Checks what a trainer sends on arrival: its shape and its lengths, cheaply enough for every batch of steps. */
import { probabilityBins, type EpochRecord, type SplitScores } from '@shared/domain/metrics'
import type { LogLine } from '@shared/domain/run'
import { FocalError, isErrorShape } from '@shared/errors'
import type { FromTrainer } from '@shared/trainer-protocol'

type Fields = Record<string, unknown>

/**
 * @param classes number of classes of the run, or of labels
 * @param multiLabel whether a sample may have several labels
 * @throws FocalError `trainer-failed` naming what is wrong with the message
 */
export function readTrainerMessage(message: unknown, classes: number, multiLabel = false): FromTrainer {
  if (!isFields(message) || typeof message['type'] !== 'string') throw malformed('it has no type')
  const { type } = message
  if (!Object.hasOwn(checks, type)) throw malformed(`its type is ${JSON.stringify(type)}`)
  checks[type as FromTrainer['type']](message, classes, multiLabel)
  return message as unknown as FromTrainer
}

type Check = (message: Fields, classes: number, multiLabel: boolean) => void

const checks: { [Type in FromTrainer['type']]: Check } = {
  ready(message, classes) {
    demand(isFields(message['environment']), 'ready.environment')
    demand(
      isFields(message['environment']) && isFields(message['environment']['versions']),
      'ready.environment.versions',
    )
    demand(isCount(message['parameters']), 'ready.parameters')
    demand(isCount(message['steps']), 'ready.steps')
    requireListOf(message['labels'], classes, (label) => typeof label === 'string', 'ready.labels')
    requireListOf(message['trainCounts'], classes, isCount, 'ready.trainCounts')
    requireListOf(message['validationCounts'], classes, isCount, 'ready.validationCounts')
  },
  steps(message) {
    const { losses, seconds } = message
    demand(isPositive(message['epoch']), 'steps.epoch')
    demand(isPositive(message['firstStep']), 'steps.firstStep')
    demand(losses instanceof Float32Array && losses.length > 0, 'steps.losses')
    demand(
      seconds instanceof Float64Array && seconds.length === (losses as Float32Array).length,
      'steps.seconds',
    )
    demand(typeof message['examplesPerSecond'] === 'number', 'steps.examplesPerSecond')
  },
  epoch(message, classes, multiLabel) {
    const record = message['record'] as Partial<EpochRecord> | null
    demand(isFields(record), 'epoch.record')
    demand(isPositive(record?.epoch) && isPositive(record?.step), 'epoch.record.step')
    demand(isNumber(record?.seconds) && isNumber(record?.learningRate), 'epoch.record.seconds')
    const shape = { classes, columns: multiLabel ? outcomesOfLabel : classes }
    requireScores(record?.train, shape, 'epoch.record.train')
    requireScores(record?.validation, shape, 'epoch.record.validation')
    demand(isNumber(message['examplesPerSecond']), 'epoch.examplesPerSecond')
  },
  predictions(message, classes) {
    const { rows, probabilities } = message
    demand(message['which'] === 'best' || message['which'] === 'last', 'predictions.which')
    demand(isPositive(message['epoch']), 'predictions.epoch')
    demand(rows instanceof Int32Array, 'predictions.rows')
    const length = (rows as Int32Array).length * classes
    demand(
      probabilities instanceof Float32Array && probabilities.length === length,
      'predictions.probabilities',
    )
  },
  checkpoint(message) {
    demand(isPositive(message['epoch']), 'checkpoint.epoch')
    demand(typeof message['best'] === 'boolean', 'checkpoint.best')
    // The name is joined to the run's folder: it must not lead out of it.
    demand(
      typeof message['fileName'] === 'string' && /^[\w][\w.-]*$/.test(message['fileName']),
      'checkpoint.fileName',
    )
  },
  log(message) {
    const levels: readonly unknown[] = ['info', 'warning', 'error'] satisfies LogLine['level'][]
    demand(isNumber(message['time']), 'log.time')
    demand(levels.includes(message['level']), 'log.level')
    demand(typeof message['message'] === 'string', 'log.message')
  },
  ended(message) {
    demand(message['state'] === 'done' || message['state'] === 'stopped', 'ended.state')
    demand(message['reason'] === null || typeof message['reason'] === 'string', 'ended.reason')
    demand(isNumber(message['seconds']) && isNumber(message['examplesPerSecond']), 'ended.seconds')
  },
  failed(message) {
    demand(isErrorShape(message['error']), 'failed.error')
  },
  idle: () => undefined,
}

/** True and false negatives and positives: columns of a table with a row a label. */
const outcomesOfLabel = 4

/** @param shape classes, and the columns of the confusion matrix */
function requireScores(
  scores: Partial<SplitScores> | undefined,
  { classes, columns }: { classes: number; columns: number },
  field: string,
): void {
  demand(isFields(scores), field)
  for (const name of ['loss', 'crossEntropy', 'accuracy', 'balancedAccuracy', 'macroF1'] as const) {
    demand(isNumber(scores?.[name]), `${field}.${name}`)
  }
  requireListOf(
    scores?.perClass,
    classes,
    (scored) => isFields(scored) && isCount(scored['support']),
    `${field}.perClass`,
  )
  const isRow = (row: unknown) => Array.isArray(row) && row.length === columns && row.every(isCount)
  requireListOf(scores?.confusion, classes, isRow, `${field}.confusion`)
  const histogram = scores?.probabilityHistogram
  if (histogram === undefined) return
  const isHistogram = (bins: unknown) =>
    Array.isArray(bins) && bins.length === probabilityBins && bins.every(isCount)
  requireListOf(histogram, classes, isHistogram, `${field}.probabilityHistogram`)
}

function requireListOf(
  list: unknown,
  length: number,
  isItem: (item: unknown) => boolean,
  field: string,
): void {
  demand(Array.isArray(list) && list.length === length && list.every(isItem), field)
}

function demand(condition: boolean, field: string): void {
  if (!condition) throw malformed(`its field ${field} is not as agreed`)
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

/** NaN and Infinity are numbers: a run that diverges says so with them. */
function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isPositive(value: unknown): boolean {
  return isCount(value) && (value as number) > 0
}

function malformed(what: string): FocalError {
  return new FocalError({
    code: 'trainer-failed',
    message: `The trainer sent a message that cannot be used: ${what}. Its run was ended; the log has more.`,
  })
}
