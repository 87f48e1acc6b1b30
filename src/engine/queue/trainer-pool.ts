import { TrainerProcess, type TrainerPaths } from './trainer-process'

/** An idle trainer waits this long for another run. */
const idleMilliseconds = 5000
/** On closing, an idle trainer gets this long before it is killed. */
const leaveGrace = 1000

/**
 * Trainers that have ended a run and wait for another one of the same kind: to start a process and load TensorFlow takes
 * longer than many a run of a sweep.
 */
export class TrainerPool {
  private readonly idle = new Map<TrainerProcess, { kind: string; timer: NodeJS.Timeout }>()

  /** @param runsOfOneTrainer after so many a trainer is replaced, whatever they may have left in its memory */
  constructor(
    private readonly paths: TrainerPaths,
    private readonly runsOfOneTrainer = 100,
  ) {}

  /**
   * An idle trainer, or a new one.
   * @param kind what must be equal for runs to share a process
   * @param trainersAtOnce how many share the machine's cores; part of the kind
   */
  take(kind: string, trainersAtOnce: number): TrainerProcess {
    const waiting = [...this.idle].find(([trainer, idle]) => idle.kind === kind && !trainer.isGone)
    const trainer = waiting?.[0] ?? new TrainerProcess(this.paths, trainersAtOnce)
    this.forget(trainer)
    return trainer
  }

  /** Takes back a trainer that is idle. */
  give(trainer: TrainerProcess, kind: string): void {
    if (trainer.runsGiven >= this.runsOfOneTrainer) trainer.leave()
    const timer = setTimeout(() => trainer.leave(), idleMilliseconds)
    this.idle.set(trainer, { kind, timer })
    trainer.listen({
      onMessage: () => undefined,
      onOutput: (line) => console.error(`An idle trainer says: ${line}`),
      onEnd: () => this.forget(trainer),
    })
  }

  /** Ends all that are idle. Settles when they are gone. */
  async close(): Promise<void> {
    await Promise.all([...this.idle.keys()].map((trainer) => this.end(trainer)))
  }

  private async end(trainer: TrainerProcess): Promise<void> {
    const timer = setTimeout(() => trainer.kill(), leaveGrace)
    await new Promise<void>((settle) => {
      trainer.listen({ onMessage: () => undefined, onOutput: () => undefined, onEnd: () => settle() })
      trainer.leave()
    })
    clearTimeout(timer)
    this.forget(trainer)
  }

  private forget(trainer: TrainerProcess): void {
    clearTimeout(this.idle.get(trainer)?.timer)
    this.idle.delete(trainer)
  }
}
