/**
 * The contract between the engine and its clients (window, browser, command line): every call and event
 * stream, one file a feature. Inputs are validated on arrival, in every transport; types are inferred from here.
 */
import type { ContractRouterClient } from '@orpc/contract'
import { appContract } from './app'
import { curvesContract } from './curves'
import { datasetsContract } from './datasets'
import { exportsContract } from './exports'
import { queueContract } from './queue'
import { runsContract } from './runs'

export const contract = {
  app: appContract,
  runs: runsContract,
  curves: curvesContract,
  datasets: datasetsContract,
  queue: queueContract,
  exports: exportsContract,
}

/** A client of the engine, whatever the transport. */
export type EngineClient = ContractRouterClient<typeof contract>
