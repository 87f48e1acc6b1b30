import { setImmediate as nextTurn } from 'node:timers/promises'

/** Longest time that the process works before it listens to its messages. */
const turnMilliseconds = 40

/** Cuts long work into pieces, between which the event loop gets its turn. */
export class Turns {
  private startedAt = performance.now()

  /** Lets waiting messages in, where the turn has been long enough. */
  async yieldWhenDue(): Promise<void> {
    if (performance.now() - this.startedAt < turnMilliseconds) return
    await this.yieldNow()
  }

  async yieldNow(): Promise<void> {
    await nextTurn()
    this.startedAt = performance.now()
  }
}

/** How many pieces of work to do at once: as many as took a quarter of a turn, going by the last ones. */
export class PieceSize {
  private milliseconds = turnMilliseconds

  get count(): number {
    return Math.max(1, Math.floor(turnMilliseconds / 4 / this.milliseconds))
  }

  measured(count: number, milliseconds: number): void {
    const each = Math.max(milliseconds / count, 0.001)
    this.milliseconds = Math.max(each, this.milliseconds / 4)
  }
}
