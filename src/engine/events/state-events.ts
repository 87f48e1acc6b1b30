/** The stream `app.events`: what is new of runs, queue, data sets, settings and system, for each subscriber. */
import type { EngineEvent, QueueState, SystemSample } from '@shared/domain/app'
import type { RunSummary } from '@shared/domain/run'
import { BatchedStream } from './batched-stream'

/** Where the state is read when a batch leaves: it is announced as it is then, not as it was. */
export interface StateReader {
  allRuns(): RunSummary[]
  runs(ids: readonly string[]): RunSummary[]
  queue(): QueueState
}

interface News {
  runIds: Set<string>
  queue: boolean
  datasets: boolean
  settings: boolean
  sample: SystemSample | null
  /** The first batch has every run. */
  everything: boolean
}

/** Announces changes that have been committed. Announcing is cheap and never waits for a subscriber. */
export class StateEvents {
  private readonly subscribers = new Map<BatchedStream<EngineEvent[]>, News>()

  constructor(
    private readonly read: StateReader,
    /** Called where the number of subscribers has changed. */
    private readonly onSubscribers: (count: number) => void = () => undefined,
  ) {}

  get subscriberCount(): number {
    return this.subscribers.size
  }

  runsChanged(ids: readonly string[]): void {
    this.announce((news) => ids.forEach((id) => news.runIds.add(id)))
  }

  queueChanged(): void {
    this.announce((news) => (news.queue = true))
  }

  datasetsChanged(): void {
    this.announce((news) => (news.datasets = true))
  }

  settingsChanged(): void {
    this.announce((news) => (news.settings = true))
  }

  systemSampled(sample: SystemSample): void {
    this.announce((news) => (news.sample = sample))
  }

  /** The first batch has all runs and the queue; later ones what has changed since. */
  subscribe(signal?: AbortSignal): BatchedStream<EngineEvent[]> {
    const news = { ...noNews(), everything: true }
    const stream: BatchedStream<EngineEvent[]> = new BatchedStream<EngineEvent[]>(
      {
        take: () => this.takeEvents(news),
        ended: () => {
          this.subscribers.delete(stream)
          this.onSubscribers(this.subscribers.size)
        },
      },
      signal,
    )
    if (signal?.aborted) return stream
    this.subscribers.set(stream, news)
    this.onSubscribers(this.subscribers.size)
    stream.poke()
    return stream
  }

  endAll(): void {
    for (const stream of [...this.subscribers.keys()]) stream.end()
  }

  private announce(note: (news: News) => void): void {
    for (const [stream, news] of this.subscribers) {
      note(news)
      stream.poke()
    }
  }

  private takeEvents(news: News): EngineEvent[] | null {
    const events: EngineEvent[] = []
    if (news.everything) events.push({ type: 'runs', runs: this.read.allRuns() })
    else if (news.runIds.size > 0) events.push({ type: 'runs', runs: this.read.runs([...news.runIds]) })
    if (news.queue || news.everything) events.push({ type: 'queue', queue: this.read.queue() })
    if (news.datasets) events.push({ type: 'datasets' })
    if (news.settings) events.push({ type: 'settings' })
    if (news.sample !== null) events.push({ type: 'system', sample: news.sample })
    Object.assign(news, noNews())
    return events.length === 0 ? null : events
  }
}

function noNews(): News {
  return {
    runIds: new Set(),
    queue: false,
    datasets: false,
    settings: false,
    sample: null,
    everything: false,
  }
}
