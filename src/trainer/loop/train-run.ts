/**
 * loop/: trains one run from its first or its last checkpoint to the end. It knows the StepEngine and the port, and
 * nothing of tfjs or of processes.
 */
import { lossAdvice } from '@core/losses/loss-advice'
import { improves } from '@core/metrics/watched-metric'
import { epochRows } from '@core/sampling/epoch-sampler'
import { imbalanceNote } from '@core/sampling/long-tail'
import type { RunConfig } from '@shared/config/run-config'
import type { EpochRecord } from '@shared/domain/metrics'
import { FocalError } from '@shared/errors'
import { checkpointFileName } from '@shared/trainer-protocol'
import type { Checkpoint, RunPosition } from '../checkpoint/checkpoint-file'
import type { CheckpointFolder } from '../checkpoint/checkpoint-folder'
import { CheckpointWriter } from '../checkpoint/checkpoint-writer'
import type { RunData } from '../data/run-data'
import { learningRateAt } from '../optimizers/schedule'
import { sendLog, type TrainerPort } from '../port'
import { runSteps } from '../step/run-steps'
import type { StepEngine } from '../step/step-engine'
import { measureSplit, toLabelProbabilities, toProbabilities, validationLogits } from './measure-split'
import { StepTelemetry } from './telemetry'
import { PieceSize, Turns } from './turns'

export interface RunInputs {
  runId: string
  config: RunConfig
  data: RunData
  engine: StepEngine
  checkpoints: CheckpointFolder
  /** The checkpoint to go on from; the engine has its state already. */
  resumed: Checkpoint | null
  port: TrainerPort
}

/** `reason` is null where nothing but the configuration or a stop message ended it. */
type Ending = { state: 'done' | 'stopped'; reason: string | null }

/** Trains, measures and saves, epoch by epoch, and tells the port all along; `ended` is the last message. */
export async function trainRun(inputs: RunInputs): Promise<void> {
  const run = new RunLoop(inputs)
  await run.run()
}

class RunLoop {
  private readonly turns = new Turns()
  private readonly pieceSize = new PieceSize()
  private readonly telemetry: StepTelemetry
  private readonly checkpointWriter: CheckpointWriter
  private readonly steps: number
  private readonly startedAt: number
  private readonly trainPositions: Int32Array
  private readonly topology: string
  private epoch: number
  private step: number
  private trainingSeconds: number
  private examples: number
  private best: RunPosition['best'] | null

  constructor(private readonly inputs: RunInputs) {
    const { config, data, port, resumed } = inputs
    const position = resumed?.position ?? null
    this.telemetry = new StepTelemetry(port)
    this.checkpointWriter = new CheckpointWriter(inputs.checkpoints, (written) => {
      port.send({ type: 'checkpoint', ...written })
    })
    this.steps = runSteps(config, data.train.rows.length)
    this.topology = inputs.engine.topology()
    this.trainPositions = Int32Array.from(data.train.rows, (_, i) => i)
    this.epoch = position?.epoch ?? 0
    this.step = position?.step ?? 0
    this.trainingSeconds = position?.trainingSeconds ?? 0
    this.examples = position?.examples ?? 0
    this.best = position?.best ?? null
    this.startedAt = performance.now() - 1000 * (position?.seconds ?? 0)
  }

  async run(): Promise<void> {
    const ending = await this.trainEpochs().finally(() => this.checkpointWriter.drain())
    const seconds = this.seconds()
    await this.sendPredictions()
    const examplesPerSecond = this.trainingSeconds > 0 ? this.examples / this.trainingSeconds : 0
    this.inputs.port.send({ type: 'ended', ...ending, seconds, examplesPerSecond })
  }

  private async trainEpochs(): Promise<Ending> {
    const { epochs } = this.inputs.config.training
    while (this.epoch < epochs) {
      const outOfPatience = this.patienceReason()
      if (outOfPatience !== null) return { state: 'stopped', reason: outOfPatience }
      if (!(await this.trainEpoch(this.epoch + 1))) return { state: 'stopped', reason: null }
    }
    return { state: 'done', reason: null }
  }

  /** One whole epoch. @returns false where a stop cut it short; nothing is measured or saved then */
  private async trainEpoch(epoch: number): Promise<boolean> {
    const { config, data, engine, port } = this.inputs
    const { epochs, sampling } = config.training
    const order = epochRows(data.train.classes, this.trainPositions, sampling, config.seed, { epoch, epochs })
    engine.beginEpoch(epoch)
    const before = { examples: this.examples, trainingSeconds: this.trainingSeconds }
    this.telemetry.beginEpoch(epoch, this.step)
    for (let start = 0; start < order.length;) {
      await this.turns.yieldWhenDue()
      if (port.stopRequested()) {
        this.telemetry.flush()
        return false
      }
      start = this.trainPiece(epoch, order, start)
    }
    this.telemetry.flush()
    const examplesPerSecond =
      (this.examples - before.examples) / (this.trainingSeconds - before.trainingSeconds)
    const seconds = this.seconds()
    const train = await measureSplit(engine, data, 'train', this.turns, port)
    const validation = train && (await measureSplit(engine, data, 'validation', this.turns, port))
    if (train === null || validation === null) return false
    const learningRate = learningRateAt(config.optimizer, this.step, this.steps)
    const record: EpochRecord = { epoch, step: this.step, seconds, learningRate, train, validation }
    this.requireFiniteScores(record)
    this.epoch = epoch
    port.send({ type: 'epoch', record, examplesPerSecond })
    this.saveEpoch(record)
    return true
  }

  /** Some steps at once. @returns where the next piece starts in `order` */
  private trainPiece(epoch: number, order: Int32Array, start: number): number {
    const { config, engine } = this.inputs
    const { batchSize } = config.training
    const end = Math.min(start + this.pieceSize.count * batchSize, order.length)
    const batches: Int32Array[] = []
    const learningRates: number[] = []
    for (let at = start; at < end; at += batchSize) {
      batches.push(order.subarray(at, Math.min(at + batchSize, end)))
      learningRates.push(learningRateAt(config.optimizer, this.step + batches.length, this.steps))
    }
    const from = this.seconds()
    const losses = engine.train(batches, learningRates)
    const to = this.seconds()
    this.pieceSize.measured(batches.length, (to - from) * 1000)
    this.requireFiniteLosses(epoch, losses, learningRates)
    this.step += batches.length
    this.examples += end - start
    this.trainingSeconds += to - from
    this.telemetry.add(losses, end - start, from, to)
    return end
  }

  private saveEpoch(record: EpochRecord): void {
    const { config, data, engine, runId } = this.inputs
    const isBest = improves(config.training.bestBy, record.validation, this.best?.scores ?? null)
    const { loss, crossEntropy, accuracy, balancedAccuracy, macroF1 } = record.validation
    const scores = { loss, crossEntropy, accuracy, balancedAccuracy, macroF1 }
    if (isBest || this.best === null) this.best = { epoch: record.epoch, scores }
    const position: RunPosition = {
      epoch: record.epoch,
      step: this.step,
      seconds: this.seconds(),
      trainingSeconds: this.trainingSeconds,
      examples: this.examples,
      best: this.best,
    }
    this.checkpointWriter.save({
      runId,
      position,
      topology: this.topology,
      labels: data.labels,
      ...(data.preprocessing === null ? {} : { preprocessing: data.preprocessing }),
      standardization: data.standardization,
      state: engine.readState(),
    })
  }

  private patienceReason(): string | null {
    const { patience, bestBy } = this.inputs.config.training
    if (patience === null || this.best === null || this.epoch - this.best.epoch < patience) return null
    return `Stopped early: ${bestBy} has not improved for ${patience} epochs, since epoch ${this.best.epoch}.`
  }

  /** Validation predictions of the best and of the last whole epoch, from their checkpoints. */
  private async sendPredictions(): Promise<void> {
    const { best, epoch } = this
    if (best === null) return
    for (const [which, of] of [
      ['best', best.epoch],
      ['last', epoch],
    ] as const) {
      const { config, data, engine, checkpoints, port } = this.inputs
      engine.loadState((await checkpoints.read(checkpointFileName(of))).state)
      const logits = await validationLogits(engine, data, this.turns)
      const probabilities = data.multiLabel
        ? toLabelProbabilities(logits)
        : toProbabilities(logits, data.labels.length, config.loss.activation)
      port.send({ type: 'predictions', which, epoch: of, rows: data.validation.rows, probabilities })
    }
  }

  private requireFiniteLosses(epoch: number, losses: Float32Array, learningRates: readonly number[]): void {
    const at = losses.findIndex((loss) => !Number.isFinite(loss))
    if (at < 0) return
    const step = this.step + at + 1
    this.telemetry.flush()
    throw new FocalError({
      code: 'trainer-failed',
      message: `The loss became ${losses[at]} at step ${step} (epoch ${epoch}). Try a lower learning rate than ${learningRates[at]}, or clip the gradient's norm.`,
      details: { step, epoch, learningRate: learningRates[at] },
    })
  }

  private requireFiniteScores({ epoch, step, train, validation, learningRate }: EpochRecord): void {
    const figures = [train.loss, train.crossEntropy, validation.loss, validation.crossEntropy]
    if (figures.every(Number.isFinite)) return
    throw new FocalError({
      code: 'trainer-failed',
      message: `The loss after step ${step} (epoch ${epoch}) is not finite. Try a lower learning rate than ${learningRate}, or clip the gradient's norm.`,
      details: { step, epoch, learningRate },
    })
  }

  /** Seconds since the run began, those before a resumption included. */
  private seconds(): number {
    return (performance.now() - this.startedAt) / 1000
  }
}

/** Says in the log what a person would want to know before the first step. */
export function logBeginning({ port, data, config, resumed }: RunInputs): void {
  const rows = `${data.train.rows.length} training and ${data.validation.rows.length} validation samples`
  const kinds = data.multiLabel
    ? `${data.labels.length} labels, any number a sample`
    : `${data.labels.length} classes`
  sendLog(port, 'info', `${rows} of ${kinds}, ${config.training.epochs} epochs.`)
  const note = imbalanceNote(data.train.counts, config.data.imbalance)
  if (note !== null) sendLog(port, 'warning', note)
  for (const { message } of lossAdvice(config, data.multiLabel)) sendLog(port, 'warning', message)
  const unseen = data.labels.filter((_, c) => data.validation.counts[c] === 0)
  if (unseen.length > 0) {
    sendLog(
      port,
      'warning',
      data.multiLabel
        ? `No validation sample has the label ${unseen.join(', ')}: its recall cannot be measured.`
        : `No validation samples of class ${unseen.join(', ')}: its accuracy cannot be measured.`,
    )
  }
  if (resumed !== null)
    sendLog(port, 'info', `Going on after epoch ${resumed.position.epoch}, from its checkpoint.`)
}
