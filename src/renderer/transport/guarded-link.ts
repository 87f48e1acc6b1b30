import { shallowRef } from 'vue'
import type { ClientContext, ClientLink, ClientOptions } from '@orpc/client'
import type { ErrorShape } from '@shared/errors'
import { FocalError } from '@shared/errors'
import { unwrapError } from '@shared/contract/errors'
import { engineLost, noAnswer } from './errors'
import type { EngineLink, HostListener } from './host'

export type ConnectionState = 'connecting' | 'ready' | 'lost' | 'refused'

/** Milliseconds after which a call that should be answered at once is given up: nothing may wait for ever. */
const usualPatience = 60_000
/** What takes as long as the data is large. */
const slowCalls: readonly string[] = [
  'datasets.import',
  'datasets.importWithProgress',
  'datasets.inspect',
  'datasets.synthesize',
  'exports.toFile',
  'exports.toText',
  'runs.compare',
]

interface Waiter {
  resolve(link: EngineLink): void
  reject(error: FocalError): void
}

/**
 * A link that outlives the engine. Calls made before the first connection wait for it; pending calls and streams
 * reject with `engine-lost` when the engine goes; calls made while it is away fail at once; a call that is not answered
 * in time rejects with `busy`.
 */
export class GuardedLink implements ClientLink<ClientContext>, HostListener {
  readonly state = shallowRef<ConnectionState>('connecting')
  /** Why the engine is lost or refused; null otherwise. */
  readonly problem = shallowRef<ErrorShape | null>(null)
  /** Counts connections, so that subscribers know when to begin anew. */
  readonly generation = shallowRef(0)

  private link: EngineLink | null = null
  private readonly waiting = new Set<Waiter>()
  private readonly pending = new Set<(error: FocalError) => void>()

  constructor(private readonly patience = usualPatience) {}

  opened(link: EngineLink): void {
    if (this.link) this.failPending(engineLost('reconnected'))
    this.link = link
    this.problem.value = null
    this.state.value = 'ready'
    this.generation.value++
    for (const waiter of this.waiting) waiter.resolve(link)
    this.waiting.clear()
  }

  lost(reason: string): void {
    const error = engineLost(reason)
    this.link = null
    this.failPending(error)
    if (this.state.value === 'connecting') return
    this.problem.value = error.toJSON()
    this.state.value = 'lost'
  }

  refused(problem: ErrorShape): void {
    const error = new FocalError(problem)
    this.link = null
    this.failPending(error)
    this.problem.value = problem
    this.state.value = 'refused'
    for (const waiter of this.waiting) waiter.reject(error)
    this.waiting.clear()
  }

  async call(
    path: readonly string[],
    input: unknown,
    options: ClientOptions<ClientContext>,
  ): Promise<unknown> {
    const link = this.link ?? (await this.firstLink())
    try {
      const answer = link.call(path, input, options)
      const isSlow = slowCalls.includes(path.join('.'))
      const output = await this.untilLost(isSlow ? answer : this.inTime(answer))
      return isStream(output) ? this.guardStream(output, options.signal) : output
    } catch (thrown) {
      throw unwrapError(thrown, options.signal)
    }
  }

  private firstLink(): Promise<EngineLink> {
    if (this.state.value !== 'connecting')
      return Promise.reject(new FocalError(this.problem.value ?? engineLost()))
    return new Promise((resolve, reject) => this.waiting.add({ resolve, reject }))
  }

  private failPending(error: FocalError): void {
    for (const reject of this.pending) reject(error)
    this.pending.clear()
  }

  private untilLost<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.pending.add(reject)
      promise.then(resolve, reject).finally(() => this.pending.delete(reject))
    })
  }

  private inTime<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(noAnswer(this.patience)), this.patience)
      answer.then(resolve, reject).finally(() => clearTimeout(timer))
    })
  }

  private guardStream(stream: AsyncIterator<unknown>, signal?: AbortSignal): AsyncIterableIterator<unknown> {
    const guarded: AsyncIterableIterator<unknown> = {
      [Symbol.asyncIterator]: () => guarded,
      next: async () => {
        try {
          return await this.untilLost(stream.next())
        } catch (thrown) {
          throw unwrapError(thrown, signal)
        }
      },
      return: async (value?: unknown) => {
        if (!this.link) return { done: true, value }
        return (await stream.return?.(value)) ?? { done: true, value }
      },
    }
    return guarded
  }
}

function isStream(value: unknown): value is AsyncIterator<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}
