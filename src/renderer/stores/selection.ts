import { computed } from 'vue'
import { defineStore } from 'pinia'
import type { RunSummary } from '@shared/domain/run'
import { useRuns } from './runs'
import { useSettings } from './settings'

function isIdList(value: unknown): boolean {
  return Array.isArray(value) && value.every((id) => typeof id === 'string')
}

/** The runs that are looked at: selected in the list, compared in the middle. Remembered across restarts. */
export const useSelection = defineStore('selection', () => {
  const runs = useRuns()
  const ids = useSettings().remembered<string[]>('selection', [], isIdList)

  /**
   * The selected runs that exist and are not removed, in the order they were selected. The same list as long as
   * none of them has changed: other runs may train without the comparison being drawn anew.
   */
  const selected = computed<RunSummary[]>((before) => {
    const now = ids.value.flatMap((id) => {
      const run = runs.get(id)
      return run && run.removedAt === null ? [run] : []
    })
    const isSame = before?.length === now.length && now.every((run, at) => run === before[at])
    return isSame ? before : now
  })

  function set(next: readonly string[]): void {
    ids.value = [...next]
  }

  function toggle(id: string): void {
    set(ids.value.includes(id) ? ids.value.filter((other) => other !== id) : [...ids.value, id])
  }

  return { ids, selected, set, toggle }
})
