import { appHandlers } from './app'
import { curvesHandlers } from './curves'
import { datasetsHandlers } from './datasets'
import { exportsHandlers } from './exports'
import { queueHandlers } from './queue'
import { runsHandlers } from './runs'
import { implementer, type Services } from './services'

/** Every call of the contract with its handler: a missing one does not compile. */
export function createRouter(services: Services) {
  return implementer.router({
    app: appHandlers(implementer, services),
    runs: runsHandlers(implementer, services),
    curves: curvesHandlers(implementer, services),
    datasets: datasetsHandlers(implementer, services),
    queue: queueHandlers(implementer, services),
    exports: exportsHandlers(implementer, services),
  })
}
