import { computed, shallowRef, triggerRef } from 'vue'
import { defineStore } from 'pinia'
import type { RunSummary } from '@shared/domain/run'
import { useEngine } from '../transport'
import { translate } from '../i18n'
import { useToasts } from './toasts'

/** All runs, as the engine announces them: the newest state of a run wins. Built for 10,000 of them. */
export const useRuns = defineStore('runs', () => {
  const engine = useEngine()
  const toasts = useToasts()
  const map = shallowRef(new Map<string, RunSummary>())
  /** What the last removal took away. */
  let lastRemoved: readonly string[] = []
  /** False until the engine has told the first time. */
  const loaded = shallowRef(false)

  /** Runs that are not removed, newest first (ids are ULIDs: they sort by time). */
  const list = computed<readonly RunSummary[]>(() => {
    const runs: RunSummary[] = []
    for (const run of map.value.values()) if (run.removedAt === null) runs.push(run)
    return runs.sort((a, b) => (a.id < b.id ? 1 : -1))
  })

  /** Whether runs were removed since the window opened. */
  const someRemoved = computed(() => map.value.size > list.value.length)

  function get(id: string): RunSummary | undefined {
    return map.value.get(id)
  }

  /** The first batch after a (re)connection has every run and replaces what was known. */
  function replace(runs: readonly RunSummary[]): void {
    map.value = new Map(runs.map((run) => [run.id, run]))
    loaded.value = true
  }

  function merge(runs: readonly RunSummary[]): void {
    for (const run of runs) map.value.set(run.id, run)
    triggerRef(map)
  }

  /** Removes runs and offers to undo it. */
  async function remove(ids: string[]): Promise<void> {
    const names = ids.map((id) => get(id)?.name ?? id)
    const { removed } = await engine.client.runs.remove({ ids })
    const now = Date.now()
    merge(removed.flatMap((id) => withRemovedAt(id, now)))
    if (removed.length === 0) return
    lastRemoved = removed
    const text =
      removed.length === 1
        ? translate('common.removedOne', { name: names[0] ?? '' })
        : translate('common.removedMany', { count: removed.length })
    toasts.undoable(text, translate('common.undo'), () => restore(removed))
  }

  /** Takes back the last removal; false where there is none. */
  function undoRemoval(): boolean {
    const ids = lastRemoved.filter((id) => (get(id)?.removedAt ?? null) !== null)
    lastRemoved = []
    if (ids.length > 0) void restore(ids)
    return ids.length > 0
  }

  /** @param unknown removed runs among them that were not told of: they had been removed before the window opened */
  async function restore(ids: string[], unknown: readonly RunSummary[] = []): Promise<void> {
    try {
      const { restored } = await engine.client.runs.restore({ ids })
      merge(unknown.filter(({ id }) => restored.includes(id) && get(id) === undefined))
      merge(restored.flatMap((id) => withRemovedAt(id, null)))
    } catch (thrown) {
      toasts.fail(thrown)
    }
  }

  function withRemovedAt(id: string, removedAt: number | null): RunSummary[] {
    const run = get(id)
    return run ? [{ ...run, removedAt }] : []
  }

  /** Changes names, tags, colours, pins and the baseline. */
  async function update(ids: string[], changes: RunChanges): Promise<void> {
    merge(await engine.client.runs.update({ ids, ...changes }))
  }

  return { list, loaded, someRemoved, get, replace, merge, remove, restore, undoRemoval, update }
})

export type RunChanges = Partial<Pick<RunSummary, 'name' | 'tags' | 'colour' | 'pinned' | 'baseline'>> & {
  notes?: string
}
