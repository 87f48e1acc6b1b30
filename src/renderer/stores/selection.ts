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

  /** The selected runs that exist and are not removed, in the order they were selected. */
  const selected = computed<RunSummary[]>(() =>
    ids.value.flatMap((id) => {
      const run = runs.get(id)
      return run && run.removedAt === null ? [run] : []
    }),
  )

  function set(next: readonly string[]): void {
    ids.value = [...next]
  }

  function toggle(id: string): void {
    set(ids.value.includes(id) ? ids.value.filter((other) => other !== id) : [...ids.value, id])
  }

  return { ids, selected, set, toggle }
})
