import { onScopeDispose, shallowRef, watch } from 'vue'
import { unwrapError } from '@shared/contract/errors'
import type { RunDetails } from '@shared/domain/run'
import type { FocalError } from '@shared/errors'
import { useRuns } from '../../stores/runs'
import { useEngine } from '../../transport'

/** A run that trains changes many times a second; its details are read this often. */
const restTime = 1000

/** One run, whole, read again whenever its short form changes. What is known of it stays until then. */
export function useRunDetails(id: () => string) {
  const { client } = useEngine()
  const runs = useRuns()
  const details = shallowRef<RunDetails | null>(null)
  const error = shallowRef<FocalError | null>(null)
  let abort = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let isResting = false
  let isStale = false

  async function read(): Promise<void> {
    isStale = false
    isResting = true
    const { signal } = abort
    try {
      const found = await client.runs.get({ id: id() }, { signal })
      if (signal.aborted) return
      details.value = found
      error.value = null
    } catch (thrown) {
      const problem = unwrapError(thrown, signal)
      if (problem.code !== 'cancelled') error.value = problem
    }
    if (!signal.aborted) timer = setTimeout(rested, restTime)
  }

  function rested(): void {
    isResting = false
    if (isStale) void read()
  }

  function restart(): void {
    abort.abort()
    abort = new AbortController()
    clearTimeout(timer)
    void read()
  }

  watch(
    id,
    () => {
      details.value = null
      error.value = null
      restart()
    },
    { immediate: true },
  )
  watch(
    () => runs.get(id()),
    () => {
      if (isResting) isStale = true
      else void read()
    },
  )
  onScopeDispose(() => {
    abort.abort()
    clearTimeout(timer)
  })

  return { details, error, retry: restart }
}
