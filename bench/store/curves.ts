import type { CurveKey } from '@shared/contract/curves'
import { openStore } from '../../src/engine/store'
import { median, durationOf, withFolder } from './folders'
import { addRun, appendSteps } from './ours'

const key: CurveKey = { metric: 'loss', split: 'train', classIndex: null, resolution: 'step' }
const maxPoints = 1000
const reads = 9

export interface CurveTimes {
  points: number
  /** Milliseconds. The first read after opening the store, of the whole curve. */
  firstRead: number
  /** Medians: the whole curve, a tenth, a hundredth and 2,000 steps of its middle. */
  whole: number
  tenth: number
  hundredth: number
  steps2000: number
}

/** How long curves of some lengths take to read, with at most 1,000 points drawn. */
export function measureCurves(points: number): CurveTimes {
  return withFolder((home) => {
    const writer = openStore(home)
    const runId = addRun(writer)
    appendSteps(writer, runId, points, 10_000)
    writer.close()
    const store = openStore(home)
    const read = (width: number) => {
      const fromStep = Math.max(1, Math.floor((points - width) / 2))
      const range = { fromStep, toStep: fromStep + width, maxPoints }
      return 1000 * durationOf(() => store.metrics.readCurve(runId, key, range)).seconds
    }
    const firstRead = read(points)
    const times = (width: number) => median(Array.from({ length: reads }, () => read(width)))
    const found = {
      points,
      firstRead,
      whole: times(points),
      tenth: times(points / 10),
      hundredth: times(points / 100),
      steps2000: times(2000),
    }
    store.close()
    return found
  })
}
