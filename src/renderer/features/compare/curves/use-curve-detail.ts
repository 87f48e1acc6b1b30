import { onScopeDispose, watch } from 'vue'
import type { CurveKey } from '@shared/contract/curves'
import { unwrapError } from '@shared/contract/errors'
import type { RunSummary } from '@shared/domain/run'
import type { Range } from '../../../charts/ranges'
import { useToasts } from '../../../stores/toasts'
import { useEngine } from '../../../transport'
import { stepRange, stepsPerEpoch, type XAxis } from './curve-lines'
import { pointsAsked, type Curves } from './use-curves'

interface DetailWishes {
  range: () => Range | null
  axis: () => XAxis
  runs: () => readonly RunSummary[]
  keys: () => readonly CurveKey[]
}

/** Wait this long after the last change of the range: a wheel makes many. */
const restTime = 150

/**
 * Resolution that follows the zoom: reads the piece in view at full resolution wherever a curve is rolled up, and
 * puts it in place of the coarse one.
 */
export function useCurveDetail(curves: Curves, { range, axis, runs, keys }: DetailWishes): void {
  const { client } = useEngine()
  const toasts = useToasts()
  let timer: ReturnType<typeof setTimeout> | undefined
  let abort = new AbortController()

  function stop(): void {
    clearTimeout(timer)
    abort.abort()
  }

  async function read(run: RunSummary, wanted: Range, signal: AbortSignal): Promise<void> {
    const coarse = keys().filter((key) => curves.curve(run.id, key)?.rolledUp)
    const [first] = coarse
    if (first === undefined) return
    const steps = stepRange(curves.curve(run.id, first)!, wanted, axis(), stepsPerEpoch(run))
    if (steps === null) return
    const input = { runIds: [run.id], keys: coarse, ...steps, maxPoints: pointsAsked }
    for (const part of await client.curves.read(input, { signal })) {
      curves.curve(run.id, part)?.show({ from: steps.fromStep, to: steps.toStep, part })
    }
    curves.touch()
  }

  async function readAll(wanted: Range): Promise<void> {
    abort = new AbortController()
    const { signal } = abort
    try {
      for (const run of runs()) await read(run, wanted, signal)
    } catch (thrown) {
      toasts.fail(unwrapError(thrown, signal))
    }
  }

  function forget(): void {
    for (const run of runs()) for (const key of keys()) curves.curve(run.id, key)?.show(null)
    curves.touch()
  }

  watch(
    [
      range,
      axis,
      () =>
        runs()
          .map(({ id }) => id)
          .join(),
      () => keys().length,
    ],
    () => {
      stop()
      const wanted = range()
      if (wanted === null) forget()
      else timer = setTimeout(() => void readAll(wanted), restTime)
    },
  )
  onScopeDispose(stop)
}
