import { computed, type ComputedRef } from 'vue'
import type { RunSummary } from '@shared/domain/run'
import { useRuns } from '../../stores/runs'

/** What compared runs are measured against: the baseline, or without one the first of several. */
export function useReference(runs: () => readonly RunSummary[]): ComputedRef<RunSummary | null> {
  const all = useRuns()
  return computed(() => {
    const baseline = all.list.find((run) => run.baseline)
    return baseline ?? (runs().length > 1 ? (runs()[0] ?? null) : null)
  })
}
