import { onScopeDispose, shallowRef, watch } from 'vue'
import { unwrapError } from '@shared/contract/errors'
import type { EpochRecord } from '@shared/domain/metrics'
import type { RunSummary } from '@shared/domain/run'
import type { FocalError } from '@shared/errors'
import { useEngine } from '../transport'

/** Which epoch of a run is looked at: the best by the run's own rule, or the last. */
export const epochChoices = ['best', 'last'] as const
export type EpochChoice = (typeof epochChoices)[number]

/** While runs train, their last epoch changes many times a second; it is read this often. */
const restTime = 500

/**
 * The whole record (scores by class, confusion matrices) of the best or last epoch of some runs. It follows runs
 * that train; what is known stays until something newer is there.
 */
export function useEpochRecords(runs: () => readonly RunSummary[], choice: () => EpochChoice) {
  const { client } = useEngine()
  const records = shallowRef<ReadonlyMap<string, EpochRecord>>(new Map())
  const error = shallowRef<FocalError | null>(null)
  const reading = shallowRef(false)
  const abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => {
    abort.abort()
    clearTimeout(timer)
  })

  function wanted(): Map<string, number> {
    return new Map(runs().flatMap((run) => (run[choice()] ? [[run.id, run[choice()]!.epoch] as const] : [])))
  }

  async function update(): Promise<void> {
    if (reading.value) return // it looks again when it is done
    reading.value = true
    try {
      await readMissing()
      error.value = null
    } catch (thrown) {
      const problem = unwrapError(thrown, abort.signal)
      if (problem.code !== 'cancelled') error.value = problem
      return
    } finally {
      reading.value = false
    }
    if (!abort.signal.aborted && isStale()) timer = setTimeout(() => void update(), restTime)
  }

  async function readMissing(): Promise<void> {
    const epochs = wanted()
    const next = new Map([...records.value].filter(([id]) => epochs.has(id)))
    let unseen = 0
    for (const [id, epoch] of epochs) {
      if (next.get(id)?.epoch === epoch) continue
      const [record] = await client.runs.epochs({ id, first: epoch, last: epoch }, { signal: abort.signal })
      if (record) next.set(id, record)
      if (++unseen % 10 === 0) records.value = new Map(next)
    }
    records.value = next
  }

  function isStale(): boolean {
    return [...wanted()].some(([id, epoch]) => records.value.get(id)?.epoch !== epoch)
  }

  watch(
    () => [...wanted()].map(([id, epoch]) => `${id}:${epoch}`).join(),
    () => void update(),
    { immediate: true },
  )

  return { records, error, reading, retry: update }
}
