/** What the trainer tells while it trains: every step's loss, in messages of many steps, at most ten a second. */
import type { TrainerPort } from '../port'

const flushMilliseconds = 100

export class StepTelemetry {
  private epoch = 0
  private firstStep = 1
  private losses: Float32Array[] = []
  private seconds: Float64Array[] = []
  private examples = 0
  private trainingMilliseconds = 0
  private flushedAt = performance.now()

  constructor(private readonly port: TrainerPort) {}

  beginEpoch(epoch: number, stepsDone: number): void {
    this.epoch = epoch
    this.firstStep = stepsDone + 1
  }

  /**
   * Takes in a few steps that ran together, and sends what has gathered when it is time.
   * @param from seconds since the run began, at the start of the first of them; `to` at the end of the last
   */
  add(losses: Float32Array, examples: number, from: number, to: number): void {
    this.losses.push(losses)
    this.seconds.push(Float64Array.from(losses, (_, i) => from + ((to - from) * (i + 1)) / losses.length))
    this.examples += examples
    this.trainingMilliseconds += (to - from) * 1000
    if (performance.now() - this.flushedAt >= flushMilliseconds) this.flush()
  }

  flush(): void {
    if (this.losses.length === 0) return
    const losses = join(Float32Array, this.losses)
    this.port.send({
      type: 'steps',
      epoch: this.epoch,
      firstStep: this.firstStep,
      losses,
      seconds: join(Float64Array, this.seconds),
      examplesPerSecond: (this.examples * 1000) / this.trainingMilliseconds,
    })
    this.firstStep += losses.length
    this.losses = []
    this.seconds = []
    this.examples = 0
    this.trainingMilliseconds = 0
    this.flushedAt = performance.now()
  }
}

function join<List extends Float32Array | Float64Array>(
  constructor: new (length: number) => List,
  parts: readonly List[],
): List {
  const joined = new constructor(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}
