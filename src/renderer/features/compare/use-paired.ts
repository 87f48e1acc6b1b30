import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { unwrapError } from '@shared/contract/errors'
import type { PairedRun, PairedScores, UnpairedReason } from '@shared/domain/paired'
import { endedStates, type RunSummary } from '@shared/domain/run'
import type { FocalError } from '@shared/errors'
import type { EpochChoice } from '../../parts/epoch-records'
import { useEngine } from '../../transport'

interface PairedQuestion {
  runs: () => readonly RunSummary[]
  reference: () => RunSummary | null
  which: () => EpochChoice
  /** Where nobody looks nothing is asked. */
  enabled?: () => boolean
}

/**
 * The runs against the reference on the validation rows that both have. Predictions are kept when a run ends: while one
 * trains it has no result, and no reason either.
 */
export function usePaired({ runs, reference, which, enabled = () => true }: PairedQuestion) {
  const { client } = useEngine()
  const answer = shallowRef<{ about: string; results: ReadonlyMap<string, PairedRun> } | null>(null)
  const error = shallowRef<FocalError | null>(null)
  const reading = shallowRef(false)
  let abort: AbortController | null = null
  onScopeDispose(() => abort?.abort())

  const asked = computed(() => {
    const first = reference()
    if (!enabled() || first === null || !isMeasured(first)) return null
    const others = runs().filter((run) => run.id !== first.id && isMeasured(run))
    if (others.length === 0) return null
    const version = (run: RunSummary) => `${run.id} ${run[which()]?.epoch} ${run.finishedAt}`
    return {
      about: `${first.id} ${which()}`,
      key: `${which()} ${[first, ...others].map(version).join()}`,
      input: { reference: first.id, ids: others.map(({ id }) => id), which: which() },
    }
  })

  function isMeasured(run: RunSummary): boolean {
    return endedStates.includes(run.state) && run[which()] !== null
  }

  async function update(): Promise<void> {
    abort?.abort()
    error.value = null
    reading.value = asked.value !== null
    if (asked.value === null) return
    const { about, input } = asked.value
    const own = (abort = new AbortController())
    try {
      const results = await client.runs.comparePaired(input, { signal: own.signal })
      if (own === abort)
        answer.value = { about, results: new Map(results.map((result) => [result.id, result])) }
    } catch (thrown) {
      const problem = unwrapError(thrown, own.signal)
      if (own === abort && problem.code !== 'cancelled') error.value = problem
    } finally {
      if (own === abort) reading.value = false
    }
  }

  watch(
    () => asked.value?.key,
    () => void update(),
    { immediate: true },
  )

  /** What is known of the reference and the epochs that are asked about now. */
  const results = computed<ReadonlyMap<string, PairedRun>>(() =>
    answer.value !== null && answer.value.about === asked.value?.about ? answer.value.results : new Map(),
  )

  return {
    error,
    reading,
    retry: update,
    scores: (id: string): PairedScores | null => results.value.get(id)?.paired ?? null,
    reason: (id: string): UnpairedReason | null => results.value.get(id)?.reason ?? null,
  }
}
