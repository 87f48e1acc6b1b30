/** Writes down what a trainer sends, and announces it once it is committed. */
import { improves, type WatchedScores } from '@core/metrics/watched-metric'
import type { EpochRecord } from '@shared/domain/metrics'
import type { LogLine, RunDetails } from '@shared/domain/run'
import type { FromTrainer } from '@shared/trainer-protocol'
import { epochPoints, stepPoints } from '../events/curve-points'
import type { CurveEvents } from '../events/curve-events'
import type { StateEvents } from '../events/state-events'
import type { Store } from '../store'
import { ProgressMeter } from './progress'

export interface RecorderTools {
  store: Store
  stateEvents: StateEvents
  curveEvents: CurveEvents
}

type MessageOf<Type extends FromTrainer['type']> = Extract<FromTrainer, { type: Type }>

/** Lines of a run's log that are kept of what its trainer prints: a flood must not fill the disk. */
const mostOutputLines = 2000

export class RunRecorder {
  private progress: ProgressMeter
  private best: WatchedScores | null
  private outputLines = 0

  /** @param run as it was before this trainer started, its measurements cut back to the checkpoint */
  constructor(
    private readonly tools: RecorderTools,
    private readonly run: RunDetails,
  ) {
    this.progress = this.createMeter(run.progress?.steps ?? 0)
    this.best = run.best === null ? null : watchedScores(run.best)
  }

  ready({ environment, parameters, labels, trainCounts, validationCounts, steps }: MessageOf<'ready'>): void {
    const { store } = this.tools
    this.progress = this.createMeter(steps)
    store.transaction(() => {
      store.runs.recordFacts(this.run.id, { environment, parameters, labels, trainCounts, validationCounts })
      this.saveProgress()
    })
    this.announce()
  }

  steps(batch: MessageOf<'steps'>): void {
    const { store, curveEvents } = this.tools
    const { epoch, firstStep, losses, seconds, examplesPerSecond } = batch
    const lastStep = firstStep + losses.length - 1
    this.progress.stepsDone(lastStep, seconds[seconds.length - 1]!, examplesPerSecond, clock())
    store.transaction(() => {
      store.metrics.appendSteps(this.run.id, { epoch, firstStep, losses, seconds })
      this.saveProgress()
    })
    if (curveEvents.isFollowed(this.run.id)) curveEvents.pointsAdded(stepPoints(this.run.id, batch))
    this.announce()
  }

  epoch({ record }: MessageOf<'epoch'>): void {
    const { store, curveEvents } = this.tools
    const isBest = improves(this.run.config.training.bestBy, record.validation, this.best)
    if (isBest) this.best = record.validation
    this.progress.epochDone(record.epoch, record.step, record.seconds)
    store.transaction(() => {
      store.metrics.appendEpoch(this.run.id, record, { best: isBest })
      this.saveProgress()
    })
    if (curveEvents.isFollowed(this.run.id)) this.announcePoints(record)
    this.announce()
  }

  predictions({ which, epoch, rows, probabilities }: MessageOf<'predictions'>): void {
    this.tools.store.predictions.save(this.run.id, which, { epoch, rows, probabilities })
  }

  checkpoint({ epoch, fileName, best }: MessageOf<'checkpoint'>): void {
    this.tools.store.runs.saveCheckpoint(this.run.id, { epoch, fileName }, { best })
  }

  log({ time, level, message }: LogLine): void {
    this.tools.store.runs.appendLog(this.run.id, { time, level, message })
  }

  /** A line that the trainer has printed. */
  output(line: string, isError: boolean): void {
    this.outputLines += 1
    if (this.outputLines > mostOutputLines) return
    const message =
      this.outputLines === mostOutputLines ? 'More lines were printed; they are not kept.' : line
    this.log({ time: Date.now(), level: isError ? 'warning' : 'info', message })
  }

  /** The last figures of a run that has ended by itself or was asked to. */
  finish({ seconds, examplesPerSecond }: MessageOf<'ended'>): void {
    this.tools.store.runs.saveProgress(this.run.id, this.progress.final(seconds, examplesPerSecond))
  }

  private createMeter(steps: number): ProgressMeter {
    const before = this.run.progress
    const epoch = this.run.last?.epoch ?? 0
    const step = this.tools.store.metrics.lastStep(this.run.id)
    return new ProgressMeter(this.run.config.training.epochs, steps, {
      epoch,
      step,
      secondsElapsed: epoch === 0 ? 0 : (before?.secondsElapsed ?? 0),
    })
  }

  private saveProgress(): void {
    this.tools.store.runs.saveProgress(this.run.id, this.progress.read(clock()))
  }

  private announce(): void {
    this.tools.stateEvents.runsChanged([this.run.id])
  }

  private announcePoints(record: EpochRecord): void {
    for (const points of epochPoints(this.run.id, record)) this.tools.curveEvents.pointsAdded(points)
  }
}

function watchedScores(best: NonNullable<RunDetails['best']>): WatchedScores {
  const { accuracy, balancedAccuracy, macroF1, valLoss: loss, valCrossEntropy: crossEntropy } = best
  return { accuracy, balancedAccuracy, macroF1, loss, crossEntropy }
}

/** Seconds on a clock that never goes back. */
function clock(): number {
  return performance.now() / 1000
}
