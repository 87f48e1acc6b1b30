/** Smallest time between two batches of one subscriber, in milliseconds: at most ten a second. */
export const batchGap = 100

export interface StreamSource<Batch> {
  /** Hands over what is new and forgets it; null where there is nothing. Called only when a reader waits. */
  take(): Batch | null
  /** Called once, when the stream has ended for whatever reason. */
  ended(): void
}

interface Reader<Batch> {
  resolve(result: IteratorResult<Batch, undefined>): void
  reject(error: unknown): void
}

/**
 * A stream of batches for one subscriber. News is kept by the source until the subscriber asks, so that a slow
 * subscriber gets the newest state and never a backlog. Every batch leaves in a timer's turn: a subscriber
 * that asks again and again cannot starve the engine.
 */
export class BatchedStream<Batch> implements AsyncIterableIterator<Batch> {
  private readonly readers: Reader<Batch>[] = []
  private timer: NodeJS.Timeout | null = null
  private hasNews = false
  private hasEnded = false
  private lastBatchAt = 0
  private readonly onAbort = () => this.end()

  constructor(
    private readonly source: StreamSource<Batch>,
    private readonly signal?: AbortSignal,
  ) {
    if (signal?.aborted) this.end()
    else signal?.addEventListener('abort', this.onAbort, { once: true })
  }

  /** Says that `take` would give something. */
  poke(): void {
    this.hasNews = true
    this.schedule()
  }

  next(): Promise<IteratorResult<Batch, undefined>> {
    if (this.hasEnded) return Promise.resolve({ done: true, value: undefined })
    return new Promise((resolve, reject) => {
      this.readers.push({ resolve, reject })
      this.schedule()
    })
  }

  return(): Promise<IteratorResult<Batch, undefined>> {
    this.end()
    return Promise.resolve({ done: true, value: undefined })
  }

  /** Ends the stream: whoever waits is told so. Ending twice is harmless. */
  end(): void {
    if (this.hasEnded) return
    this.hasEnded = true
    this.signal?.removeEventListener('abort', this.onAbort)
    if (this.timer !== null) clearTimeout(this.timer)
    for (const reader of this.readers.splice(0)) reader.resolve({ done: true, value: undefined })
    this.source.ended()
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  private schedule(): void {
    if (this.hasEnded || !this.hasNews || this.timer !== null || this.readers.length === 0) return
    const delay = Math.max(0, this.lastBatchAt + batchGap - performance.now())
    this.timer = setTimeout(() => this.deliver(), delay)
  }

  private deliver(): void {
    this.timer = null
    this.hasNews = false
    try {
      const batch = this.source.take()
      if (batch === null) return
      this.lastBatchAt = performance.now()
      this.readers.shift()?.resolve({ done: false, value: batch })
    } catch (error) {
      this.readers.shift()?.reject(error)
      this.end()
    }
  }
}
