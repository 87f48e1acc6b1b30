import type { RunConfig } from '@shared/config/run-config'
import type { RunEnvironment } from '@shared/domain/run'
import { backendVariable, chooseBackend } from '../backend/chooseBackend'
import { describeEnvironment } from '../backend/runEnvironment'
import type { RunData } from '../data/runData'
import { buildModel } from '../models/buildModel'
import { createEagerEngine } from './eagerEngine'
import type { StepEngine } from './stepEngine'

/** Starts the backend and builds the fastest engine there is for the run. Imported after the environment is settled. */
export async function startEngine(
  config: RunConfig,
  data: RunData,
): Promise<{ engine: StepEngine; environment: RunEnvironment }> {
  const backend = await chooseBackend(process.env[backendVariable])
  const engine = createEagerEngine(await buildModel(config, data), config, data)
  return { engine, environment: describeEnvironment(backend, engine) }
}
