import { computed, shallowRef } from 'vue'
import { defineStore } from 'pinia'
import type { QueueState, SystemSample } from '@shared/domain/app'
import type { RunSummary } from '@shared/domain/run'
import { translate } from '../i18n'
import { useEngine } from '../transport'
import { useRuns } from './runs'
import { useToasts } from './toasts'

const samplesKept = 60
/** The heading of the queue, which takes the focus where runs were put into it. */
export const queueTitleId = 'queue-title'

/** What runs, what waits, and how busy the machine is. */
export const useQueue = defineStore('queue', () => {
  const engine = useEngine()
  const runs = useRuns()
  const toasts = useToasts()
  const state = shallowRef<QueueState | null>(null)
  /** The last minute or so, oldest first. */
  const samples = shallowRef<readonly SystemSample[]>([])

  const running = computed(() => found(state.value?.running))
  const waiting = computed(() => found(state.value?.waiting))

  function found(ids: readonly string[] | undefined): RunSummary[] {
    return (ids ?? []).flatMap((id) => runs.get(id) ?? [])
  }

  function take(next: QueueState): void {
    state.value = next
  }

  function addSample(sample: SystemSample): void {
    samples.value = [...samples.value.slice(1 - samplesKept), sample]
  }

  async function pause(): Promise<void> {
    take(await engine.client.queue.pause())
  }

  async function resume(): Promise<void> {
    take(await engine.client.queue.resume())
  }

  /** Takes a waiting run out, which can be undone, or stops a running one, which can be resumed. */
  async function cancel(id: string): Promise<void> {
    const position = state.value?.waiting.indexOf(id) ?? -1
    take(await engine.client.queue.cancel({ id }))
    if (position === -1) return
    const text = translate('queue.takenOut', { name: runs.get(id)?.name ?? id })
    toasts.undoable(text, translate('common.undo'), () => putBack(id, position))
  }

  async function putBack(id: string, position: number): Promise<void> {
    runs.merge([await engine.client.runs.resume({ id })])
    const { waiting: ids } = await engine.client.queue.get()
    // It may have started meanwhile.
    if (ids.includes(id))
      take(await engine.client.queue.move({ id, position: Math.min(position, ids.length - 1) }))
  }

  /** Moves a waiting run; 0 is next. The order is shown at once and corrected by the engine's answer. */
  async function move(id: string, position: number): Promise<void> {
    const before = state.value
    if (!before) return
    const waitingIds = before.waiting.filter((other) => other !== id)
    waitingIds.splice(position, 0, id)
    take({ ...before, waiting: waitingIds })
    try {
      take(await engine.client.queue.move({ id, position }))
    } catch (thrown) {
      take(before)
      throw thrown
    }
  }

  return { state, samples, running, waiting, take, addSample, pause, resume, cancel, move }
})
