/** One run that is being trained: its trainer's process, and what becomes of the run when that ends. */
import type { RunDetails, RunState } from '@shared/domain/run'
import { FocalError, toErrorShape, type ErrorShape } from '@shared/errors'
import type { FromTrainer, ToTrainer } from '@shared/trainer-protocol'
import { describeEnd } from './end-reason'
import { RunRecorder, type RecorderTools } from './run-recorder'
import { readTrainerMessage } from './trainer-messages'
import type { TrainerEnd, TrainerProcess } from './trainer-process'

export type StartMessage = Extract<ToTrainer, { type: 'start' }>

/** What is left of a trainer when its run has ended: a process for another run, or nothing. */
export type TrainerLeft = TrainerProcess | null

/** A trainer that was asked to stop gets this long for its current batch before it is killed. */
const stopGrace = 15_000
/** A trainer that has said its last word gets this long to leave. */
const leaveGrace = 5_000

export const interruptedReason = 'Focal Bench was closed while the run was training. Resume it to go on.'

export class ActiveRun {
  private readonly recorder: RunRecorder
  private stopRequested = false
  private interruptRequested = false
  private isDecided = false
  private hasEnded = false
  /** Whether the trainer has said anything of this run. */
  private isUnderWay = false
  private killTimer: NodeJS.Timeout | null = null
  private process: TrainerProcess

  /**
   * @param takeTrainer a trainer to train the run
   * @param onEnded called once, when the run's state is recorded and its trainer is idle or gone
   */
  constructor(
    private readonly tools: RecorderTools,
    private readonly run: RunDetails,
    private readonly takeTrainer: () => TrainerProcess,
    private readonly message: StartMessage,
    private readonly onEnded: (left: TrainerLeft) => void,
  ) {
    this.recorder = new RunRecorder(tools, run)
    this.process = this.start()
  }

  private start(): TrainerProcess {
    const trainer = this.takeTrainer()
    trainer.listen({
      onMessage: (message) => {
        this.isUnderWay = true
        this.guard(() => this.take(readTrainerMessage(message, this.run.labels.length, this.run.multiLabel)))
      },
      onOutput: (line, isError) => this.guard(() => this.recorder.output(line, isError)),
      onEnd: (end) => this.processEnded(end),
    })
    trainer.send(this.message)
    return trainer
  }

  /** Whether the run still trains; its process outlives that by a moment. */
  get isTraining(): boolean {
    return !this.isDecided
  }

  /** Ends the run after its current batch (`stopped`); what it has is kept. */
  stop(): void {
    this.stopRequested = true
    this.process.send({ type: 'stop' })
    this.killAfter(stopGrace)
  }

  /** Ends the trainer because the engine ends: the run becomes `interrupted` and can be resumed. */
  interrupt(grace: number): void {
    this.interruptRequested = true
    this.process.send({ type: 'stop' })
    this.killAfter(grace)
  }

  private take(message: FromTrainer): void {
    if (message.type === 'idle') return this.trainerIdle()
    if (this.isDecided) return
    switch (message.type) {
      case 'ended':
        return this.takeEnd(message)
      case 'failed':
        return this.decide('failed', message.error.message, message.error)
      case 'ready':
        return this.recorder.ready(message)
      case 'steps':
        return this.recorder.steps(message)
      case 'epoch':
        return this.recorder.epoch(message)
      case 'predictions':
        return this.recorder.predictions(message)
      case 'checkpoint':
        return this.recorder.checkpoint(message)
      case 'log':
        return this.recorder.log(message)
    }
  }

  private takeEnd(message: Extract<FromTrainer, { type: 'ended' }>): void {
    this.recorder.finish(message)
    if (message.state === 'done') return this.decide('done', message.reason)
    // An early stop by the run's own rule has its reason; without one it was us who asked.
    if (this.interruptRequested && !this.stopRequested) return this.decide('interrupted', interruptedReason)
    return this.decide('stopped', message.reason ?? 'Stopped by hand.')
  }

  /** Whatever goes wrong with one trainer's message ends that run and nothing else. */
  private guard(work: () => void): void {
    try {
      work()
    } catch (error) {
      if (!(error instanceof FocalError)) console.error(error)
      if (this.isDecided) return
      const shape = toErrorShape(error)
      this.tryDecide('failed', shape.message, shape)
      this.process.kill()
    }
  }

  /** The trainer is done with the run. Before the run's own end the word means nothing. */
  private trainerIdle(): void {
    if (!this.isDecided || this.hasEnded) return
    this.hasEnded = true
    if (this.killTimer !== null) clearTimeout(this.killTimer)
    this.onEnded(this.process)
  }

  private processEnded(end: TrainerEnd): void {
    if (
      this.process.hasTrainedBefore &&
      !this.isUnderWay &&
      !this.stopRequested &&
      !this.interruptRequested
    ) {
      // It died while it was idle: that is not this run's failure.
      this.process = this.start()
      return
    }
    if (this.killTimer !== null) clearTimeout(this.killTimer)
    this.hasEnded = true
    if (!this.isDecided) {
      if (this.stopRequested)
        this.tryDecide('stopped', 'Stopped by hand; its trainer did not answer and was ended.')
      else if (this.interruptRequested) this.tryDecide('interrupted', interruptedReason)
      else this.fail(end)
    }
    this.onEnded(null)
  }

  private fail(end: TrainerEnd): void {
    const { exitCode, signal, lastLines } = end
    const message = describeEnd(end)
    const details = { exitCode, signal, lastLines, runId: this.run.id }
    this.tryDecide('failed', message, { code: 'trainer-failed', message, details })
  }

  /** Records how the run has ended. The process is to be idle or gone soon after. */
  private decide(state: RunState, reason: string | null, error: ErrorShape | null = null): void {
    this.tools.store.runs.transition(this.run.id, state, { reason, error })
    this.isDecided = true
    this.tools.stateEvents.runsChanged([this.run.id])
    this.killAfter(leaveGrace)
  }

  /** As `decide`, where there is nobody to tell of a failure: the run is found `running` on the next start, and mended. */
  private tryDecide(state: RunState, reason: string, error: ErrorShape | null = null): void {
    try {
      this.decide(state, reason, error)
    } catch (failure) {
      console.error(`The end of run ${this.run.id} (${state}: ${reason}) could not be recorded.`, failure)
    }
  }

  private killAfter(milliseconds: number): void {
    if (this.hasEnded) return
    if (this.killTimer !== null) clearTimeout(this.killTimer)
    this.killTimer = setTimeout(() => this.process.kill(), milliseconds)
  }
}
