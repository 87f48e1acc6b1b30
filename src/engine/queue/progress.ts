import type { RunProgress } from '@shared/domain/run'

/** Follows how far a run is and when it will have finished. Times are in seconds. */
export class ProgressMeter {
  private first: { step: number; time: number } | null = null
  private step: number
  private epoch: number
  private secondsElapsed: number
  private examplesPerSecond: number | null = null

  /**
   * @param epochs epochs that the run has in all
   * @param before how far the run was when it was resumed
   */
  constructor(
    private readonly epochs: number,
    private readonly steps: number,
    before: { epoch: number; step: number; secondsElapsed: number },
  ) {
    this.epoch = before.epoch
    this.step = before.step
    this.secondsElapsed = before.secondsElapsed
  }

  /** @param now a clock in seconds that never goes back */
  stepsDone(step: number, secondsElapsed: number, examplesPerSecond: number, now: number): void {
    this.first ??= { step, time: now }
    this.step = step
    this.secondsElapsed = secondsElapsed
    this.examplesPerSecond = examplesPerSecond
  }

  epochDone(epoch: number, step: number, secondsElapsed: number): void {
    this.epoch = epoch
    this.step = step
    this.secondsElapsed = secondsElapsed
  }

  /** The mean pace since the first steps were seen, epochs' ends included, goes on to the end. */
  read(now: number): RunProgress {
    const done = this.first === null ? 0 : this.step - this.first.step
    const secondsLeft =
      done > 0 ? ((now - this.first!.time) / done) * Math.max(0, this.steps - this.step) : null
    const { epoch, epochs, step, steps, secondsElapsed, examplesPerSecond } = this
    return { epoch, epochs, step, steps, secondsElapsed, secondsLeft, examplesPerSecond }
  }

  /** How it stands after the run has ended. */
  final(secondsElapsed: number, examplesPerSecond: number): RunProgress {
    const { epoch, epochs, step, steps } = this
    return { epoch, epochs, step, steps, secondsElapsed, secondsLeft: null, examplesPerSecond }
  }
}
