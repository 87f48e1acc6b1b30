import { FocalError } from '@shared/errors'
import type { Checkpoint } from './checkpoint-file'
import type { CheckpointFolder } from './checkpoint-folder'

export interface WrittenCheckpoint {
  epoch: number
  fileName: string
  best: boolean
}

/**
 * Writes checkpoints while training goes on. Where epochs are faster than the disk, the newest is written next and those
 * between are left out, but for the best.
 */
export class CheckpointWriter {
  private waitingBest: Checkpoint | null = null
  private waitingLast: Checkpoint | null = null
  private writing: Promise<void> | null = null
  private failure: FocalError | null = null

  /** @param announce called for every checkpoint that is safely on disk */
  constructor(
    private readonly folder: CheckpointFolder,
    private readonly announce: (written: WrittenCheckpoint) => void,
  ) {}

  /** Takes a checkpoint to be written. @throws FocalError `trainer-failed` where an earlier one could not be */
  save(checkpoint: Checkpoint): void {
    this.throwFailure()
    const best = isBest(checkpoint)
    if (best) this.waitingBest = checkpoint
    this.waitingLast = best ? null : checkpoint
    this.writing ??= this.writeAll().finally(() => (this.writing = null))
  }

  /** Waits until all is on disk. @throws FocalError `trainer-failed` where it could not be */
  async drain(): Promise<void> {
    await this.writing
    this.throwFailure()
  }

  private async writeAll(): Promise<void> {
    for (let next = this.takeNext(); next !== null; next = this.takeNext()) {
      const { epoch } = next.position
      try {
        this.announce({ epoch, fileName: await this.folder.write(next), best: isBest(next) })
      } catch (error) {
        this.failure = new FocalError({
          code: 'trainer-failed',
          message: `The checkpoint of epoch ${epoch} could not be written: ${String(error)}. Make room on the disk, or check who may write there.`,
        })
        return
      }
    }
  }

  /** The best goes first: a later checkpoint says that its file is there. */
  private takeNext(): Checkpoint | null {
    const next = this.waitingBest ?? this.waitingLast
    if (this.waitingBest !== null) this.waitingBest = null
    else this.waitingLast = null
    return next
  }

  private throwFailure(): void {
    if (this.failure !== null) throw this.failure
  }
}

function isBest({ position }: Checkpoint): boolean {
  return position.best.epoch === position.epoch
}
