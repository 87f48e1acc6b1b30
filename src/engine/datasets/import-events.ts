import type { ImportEvent } from '@shared/contract/datasets'
import type { Dataset, ImportNote, ImportProgress } from '@shared/domain/dataset'
import { toErrorShape } from '@shared/errors'

export interface Imported {
  dataset: Dataset
  notes: ImportNote[]
}

/**
 * An import, told as it goes: the newest progress whenever the listener asks, then `imported` or `failed`. A listener
 * that leaves cancels it.
 */
export async function* importEvents(
  start: (onProgress: (progress: ImportProgress) => void, signal: AbortSignal) => Promise<Imported>,
  signal?: AbortSignal,
): AsyncGenerator<ImportEvent, undefined> {
  const cancel = new AbortController()
  const onAbort = () => cancel.abort()
  if (signal?.aborted) onAbort()
  signal?.addEventListener('abort', onAbort)
  const news = new News()
  start((progress) => news.tell({ type: 'progress', ...progress }), cancel.signal).then(
    (imported) => news.tell({ type: 'imported', ...imported }),
    (thrown: unknown) => news.tell({ type: 'failed', error: toErrorShape(thrown) }),
  )
  try {
    for (;;) {
      const event = await news.next()
      yield event
      if (event.type !== 'progress') return
    }
  } finally {
    signal?.removeEventListener('abort', onAbort)
    onAbort()
  }
}

/** The newest event that nobody has had yet. */
class News {
  private newest: ImportEvent | null = null
  private wake: () => void = () => undefined

  tell(event: ImportEvent): void {
    this.newest = event
    this.wake()
  }

  async next(): Promise<ImportEvent> {
    while (this.newest === null) await new Promise<void>((resolve) => (this.wake = resolve))
    const event = this.newest
    this.newest = null
    return event
  }
}
