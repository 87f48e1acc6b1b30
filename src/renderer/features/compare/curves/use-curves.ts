import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { Curve, CurveKey, CurvePoints } from '@shared/contract/curves'
import { unwrapError } from '@shared/contract/errors'
import type { RunSummary } from '@shared/domain/run'
import type { FocalError } from '@shared/errors'
import { isUnderway } from '../../../parts/run-states'
import { useEngine } from '../../../transport'
import { GrowingCurve } from './growing-curve'

/** Points of a curve that are asked for; a chart has hardly more pixels. */
export const pointsAsked = 1000
/** With many runs the charts are full long before their lines are. */
const pointsOfMany = 300
const manyRuns = 12
/** Runs read in one call, so that the first ones are seen early. */
const runsAtOnce = 8

export interface CurveWishes {
  runs: () => readonly RunSummary[]
  keys: () => readonly CurveKey[]
}

export function curveName({ metric, split, classIndex, resolution }: CurveKey): string {
  return `${metric} ${split} ${classIndex ?? ''} ${resolution}`
}

interface Held {
  curve: GrowingCurve
  /** Calls that are reading it. */
  readings: number
  /** Points that came meanwhile: what is read may or may not have them. */
  meanwhile: CurvePoints[]
  wasRead: boolean
}

/**
 * The curves of some runs: read when they are wished for, and followed while the runs train. `version` counts up
 * with every change, at most ten times a second; the curves themselves are changed in place.
 */
export function useCurves({ runs, keys }: CurveWishes) {
  const engine = useEngine()
  const held = new Map<string, Map<string, Held>>()
  const version = shallowRef(0)
  const reading = shallowRef(0)
  const error = shallowRef<FocalError | null>(null)
  const abort = new AbortController()
  onScopeDispose(() => abort.abort())

  const runIds = computed(() => runs().map(({ id }) => id))
  const followed = computed(() =>
    runs()
      .filter(({ state }) => isUnderway(state))
      .map(({ id }) => id),
  )

  function curve(runId: string, key: CurveKey): GrowingCurve | null {
    return held.get(runId)?.get(curveName(key))?.curve ?? null
  }

  /** Asks for what is wished for and not there, and forgets what is not wished for. */
  function update(): void {
    const wanted = new Set(runIds.value)
    for (const id of held.keys()) if (!wanted.has(id)) held.delete(id)
    const missing = new Map<string, { ids: string[]; keys: CurveKey[] }>()
    for (const id of wanted) {
      const curves = held.get(id)
      const absent = keys().filter((key) => !curves?.has(curveName(key)))
      if (absent.length === 0) continue
      const group = absent.map(curveName).join()
      const together = missing.get(group) ?? { ids: [], keys: absent }
      together.ids.push(id)
      missing.set(group, together)
    }
    for (const { ids, keys: absent } of missing.values()) void read(ids, absent)
    version.value++
  }

  async function read(ids: readonly string[], wished: readonly CurveKey[]): Promise<void> {
    for (const id of ids) expect(id, wished)
    reading.value++
    try {
      const maxPoints = runIds.value.length > manyRuns ? pointsOfMany : pointsAsked
      for (let first = 0; first < ids.length; first += runsAtOnce) {
        const some = ids.slice(first, first + runsAtOnce)
        const input = { runIds: [...some], keys: [...wished], maxPoints }
        take(await engine.client.curves.read(input, { signal: abort.signal }))
      }
      error.value = null
    } catch (thrown) {
      giveUp(ids, wished)
      const problem = unwrapError(thrown, abort.signal)
      if (problem.code !== 'cancelled') error.value = problem
    } finally {
      reading.value--
    }
  }

  function expect(id: string, wished: readonly CurveKey[]): void {
    const curves = held.get(id) ?? new Map<string, Held>()
    held.set(id, curves)
    for (const key of wished) {
      const entry = curves.get(curveName(key))
      if (entry) entry.readings++
      else
        curves.set(curveName(key), { curve: new GrowingCurve(), readings: 1, meanwhile: [], wasRead: false })
    }
  }

  /** What could not be read is asked for again at the next change; what was known before stays. */
  function giveUp(ids: readonly string[], wished: readonly CurveKey[]): void {
    for (const id of ids) {
      for (const key of wished) {
        const entry = held.get(id)?.get(curveName(key))
        if (entry && !entry.wasRead) held.get(id)?.delete(curveName(key))
      }
    }
  }

  function take(curves: readonly Curve[]): void {
    for (const found of curves) {
      const entry = held.get(found.runId)?.get(curveName(found))
      if (!entry) continue
      entry.curve.replace(found)
      for (const points of entry.meanwhile) entry.curve.append(points)
      entry.wasRead = true
      if (--entry.readings <= 0) entry.meanwhile = []
    }
    version.value++
  }

  function grow(batch: readonly CurvePoints[]): void {
    for (const points of batch) {
      const entry = held.get(points.runId)?.get(curveName(points))
      entry?.curve.append(points)
      if (entry && entry.readings > 0) entry.meanwhile.push(points)
    }
    version.value++
  }

  /** Reads everything of some runs again: after a reconnection, and when they have ended. */
  function refresh(ids: readonly string[]): void {
    const known = ids.filter((id) => held.has(id))
    if (known.length > 0) void read(known, keys())
  }

  watch([() => runIds.value.join(), () => keys().map(curveName).join()], update, { immediate: true })
  watch(
    () => followed.value.join(),
    (ids, before, onCleanup) => {
      // The last points may come after the news that the run has ended: they are read instead.
      const still = new Set(followed.value)
      refresh((before ?? '').split(',').filter((id) => id !== '' && !still.has(id)))
      if (ids === '') return
      const stop = engine.subscribe(
        (client, signal) => client.curves.follow({ runIds: ids.split(',') }, { signal }),
        {
          opened: () => refresh(ids.split(',')),
          next: grow,
          failed: (problem) => (error.value = problem),
        },
      )
      onCleanup(stop)
    },
    { immediate: true },
  )

  function retry(): void {
    error.value = null
    update()
  }

  return { curve, version, reading, error, retry, touch: () => version.value++ }
}

export type Curves = ReturnType<typeof useCurves>
