import * as tf from '@tensorflow/tfjs'

export interface MemorySample {
  /** Steps or runs done. */
  done: number
  seconds: number
  /** Memory of the process, in MiB, after garbage collection. */
  resident: number
  heap: number
  external: number
  /** Tensors that tfjs knows of. */
  tensors: number
}

const mebibyte = 1024 * 1024

/** Memory as it is from time to time. */
export class MemoryLog {
  readonly samples: MemorySample[] = []
  private readonly startedAt = performance.now()

  constructor(
    private readonly of: 'steps' | 'runs',
    private readonly prints: boolean,
  ) {}

  sample(done: number): void {
    globalThis.gc?.()
    const { rss, heapUsed, external } = process.memoryUsage()
    const sample: MemorySample = {
      done,
      seconds: (performance.now() - this.startedAt) / 1000,
      resident: rss / mebibyte,
      heap: heapUsed / mebibyte,
      external: external / mebibyte,
      tensors: tf.memory().numTensors,
    }
    this.samples.push(sample)
    if (this.prints) process.stdout.write(`${this.asText(sample)}\n`)
  }

  private asText({ done, seconds, resident, heap, external, tensors }: MemorySample): string {
    const figures = { resident, heap, external }
    const memory = Object.entries(figures).map(([name, value]) => `${name} ${value.toFixed(1)} MiB`)
    const count = `${done.toLocaleString('en')} ${this.of}`
    return `${count.padStart(16)}  ${seconds.toFixed(1)} s  ${memory.join('  ')}  ${tensors} tensors`
  }
}
