/** One run that is being trained: its trainer's process, and what becomes of the run when that ends. */
import type { RunDetails, RunState } from '@shared/domain/run'
import { FocalError, toErrorShape, type ErrorShape } from '@shared/errors'
import type { FromTrainer, ToTrainer } from '@shared/trainer-protocol'
import { describeEnd } from './end-reason'
import { RunRecorder, type RecorderTools } from './run-recorder'
import { readTrainerMessage } from './trainer-messages'
import { TrainerProcess, type TrainerEnd, type TrainerPaths } from './trainer-process'

export type StartMessage = Extract<ToTrainer, { type: 'start' }>

/** A trainer that was asked to stop gets this long for its current batch before it is killed. */
const stopGrace = 15_000
/** A trainer that has said its last word gets this long to leave. */
const leaveGrace = 5_000

export const interruptedReason = 'Focal Bench was closed while the run was training. Resume it to go on.'

export class ActiveRun {
  private readonly process: TrainerProcess
  private readonly recorder: RunRecorder
  private stopRequested = false
  private interruptRequested = false
  private isDecided = false
  private hasEnded = false
  private killTimer: NodeJS.Timeout | null = null

  /** @param onEnded called once, when the process is gone and the run's state is recorded */
  constructor(
    private readonly tools: RecorderTools,
    private readonly run: RunDetails,
    paths: TrainerPaths,
    start: StartMessage,
    private readonly onEnded: () => void,
  ) {
    this.recorder = new RunRecorder(tools, run)
    this.process = new TrainerProcess(paths, {
      onMessage: (message) => this.guard(() => this.take(readTrainerMessage(message, run.labels.length))),
      onOutput: (line, isError) => this.guard(() => this.recorder.output(line, isError)),
      onEnd: (end) => this.processEnded(end),
    })
    this.process.send(start)
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

  private processEnded(end: TrainerEnd): void {
    if (this.killTimer !== null) clearTimeout(this.killTimer)
    this.hasEnded = true
    if (!this.isDecided) {
      if (this.stopRequested)
        this.tryDecide('stopped', 'Stopped by hand; its trainer did not answer and was ended.')
      else if (this.interruptRequested) this.tryDecide('interrupted', interruptedReason)
      else this.fail(end)
    }
    this.onEnded()
  }

  private fail(end: TrainerEnd): void {
    const { exitCode, signal, lastLines } = end
    const message = describeEnd(end)
    const details = { exitCode, signal, lastLines, runId: this.run.id }
    this.tryDecide('failed', message, { code: 'trainer-failed', message, details })
  }

  /** Records how the run has ended. The process is to be gone soon after. */
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
