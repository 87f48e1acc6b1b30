import { onScopeDispose, shallowRef, watch } from 'vue'
import type { RunSummary } from '@shared/domain/run'
import { useRuns } from '../../stores/runs'

/**
 * The runs for the table. Runs that train change many times a second; putting 10,000 rows in order each time would
 * cost more than it shows, so the rows follow at once and then at most every so often (the more rows, the rarer).
 * What must be live, such as progress, is read from the store by the cell itself.
 */
export function useRunRows() {
  const runs = useRuns()
  const rows = shallowRef<readonly RunSummary[]>(runs.list)
  let timer: ReturnType<typeof setTimeout> | undefined
  let due = false

  function refresh(): void {
    rows.value = runs.list
    due = false
    timer = setTimeout(rested, restAfter(rows.value.length))
  }

  function rested(): void {
    timer = undefined
    if (due) refresh()
  }

  // The list, not the map it is made of: that one is changed in place, which a watcher of it does not hear.
  watch(
    () => runs.list,
    () => {
      if (timer === undefined) refresh()
      else due = true
    },
  )
  onScopeDispose(() => clearTimeout(timer))
  return rows
}

/** Milliseconds between two refreshes. */
function restAfter(count: number): number {
  return 300 + count / 5
}
