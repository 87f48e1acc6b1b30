import type { Curve } from '@shared/contract/curves'
import { nextTurn } from '../turns'
import type { Implementer, Services } from './services'

/** Curves read between two turns of the event loop. */
const curvesAtOnce = 20

export function curvesHandlers(contract: Implementer, { store, curveEvents }: Services) {
  return {
    read: contract.curves.read.handler(async ({ input, signal }) => {
      const { runIds, keys, ...range } = input
      const curves: Curve[] = []
      for (const runId of runIds) {
        for (const key of keys) {
          curves.push(store.metrics.readCurve(runId, key, range))
          if (curves.length % curvesAtOnce === 0) await nextTurn(signal)
        }
      }
      return curves
    }),
    follow: contract.curves.follow.handler(({ input, signal }) => curveEvents.follow(input.runIds, signal)),
  }
}
