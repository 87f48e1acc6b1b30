import { computed, type ComputedRef } from 'vue'
import type { RunSummary } from '@shared/domain/run'
import { useRuns } from '../../stores/runs'

/** What compared runs are measured against: the baseline, or without one the oldest of several. */
export function useReference(runs: () => readonly RunSummary[]): ComputedRef<RunSummary | null> {
  const all = useRuns()
  return computed(() => {
    const baseline = all.list.find((run) => run.baseline)
    return baseline ?? (runs().length > 1 ? oldestOf(runs()) : null)
  })
}

/** The run that was queued first, in whatever order they were selected: ids are ULIDs, which sort by time. */
export function oldestOf(runs: readonly RunSummary[]): RunSummary | null {
  return runs.reduce<RunSummary | null>((oldest, run) => (oldest && oldest.id < run.id ? oldest : run), null)
}
