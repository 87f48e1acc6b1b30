import { computed, shallowRef, watchEffect } from 'vue'
import { refDebounced } from '@vueuse/core'
import { matchesFilter } from '@core/filter/matches-filter'
import { parseFilter, type Filter } from '@core/filter/parse-filter'
import type { RunSummary } from '@shared/domain/run'
import { toErrorShape, type ErrorShape } from '@shared/errors'
import { withoutOpenEnd } from './filter-completion'
import { errorText } from '../../i18n/error-text'

/** Kept while the window is open, also when the panel is folded away. */
const text = shallowRef('')
const everything: Filter = { kind: 'all', parts: [] }

/**
 * The filter over the run list. Of a text that cannot be read what stands before its unfinished condition is in force, else
 * the last text that could be read; `error` says what is wrong.
 */
export function useRunFilter() {
  const inForce = shallowRef<Filter>(everything)
  const parsed = computed(() => readFilter(text.value))
  /** Said after a pause: half a condition is not wrong while it is being typed. */
  const settled = refDebounced(parsed, 600)
  const error = computed(() => {
    const settledError = settled.value.error
    return parsed.value.error === null || settledError === null ? null : errorText(settledError)
  })
  watchEffect(() => {
    const { filter } = parsed.value
    if (filter) inForce.value = filter
    else inForce.value = readFilter(withoutOpenEnd(text.value)).filter ?? inForce.value
  })

  function apply(runs: readonly RunSummary[]): readonly RunSummary[] {
    const filter = inForce.value
    return filter === everything ? runs : runs.filter((run) => matchesFilter(filter, run))
  }

  return { text, error, apply }
}

function readFilter(expression: string): { filter: Filter | null; error: ErrorShape | null } {
  if (expression.trim() === '') return { filter: everything, error: null }
  try {
    return { filter: parseFilter(expression), error: null }
  } catch (thrown) {
    return { filter: null, error: toErrorShape(thrown) }
  }
}
