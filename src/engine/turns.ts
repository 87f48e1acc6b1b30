import { FocalError } from '@shared/errors'

/**
 * Lets everyone else have a turn of the event loop: long work on the engine's thread awaits it every few milliseconds.
 * @throws FocalError `cancelled` where the signal is aborted
 */
export async function nextTurn(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  throwIfCancelled(signal)
}

/** @throws FocalError `cancelled` where the signal is aborted */
export function throwIfCancelled(signal?: AbortSignal): void {
  if (signal?.aborted)
    throw new FocalError({ code: 'cancelled', message: 'It was cancelled; nothing was changed.' })
}

/**
 * For work that is done in many small parts: to be awaited between them. Everyone else has a turn once the parts since
 * the last one took so long.
 * @throws FocalError `cancelled` from what it returns, where the signal is aborted
 */
export function turnTaker(signal?: AbortSignal, milliseconds = 8): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < milliseconds) return
    await nextTurn(signal)
    since = performance.now()
  }
}
