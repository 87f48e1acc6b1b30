import type { RunConfig } from '@shared/config/run-config'
import type { RunEnvironment } from '@shared/domain/run'
import { backendVariable, chooseBackend } from '../backend/choose-backend'
import { describeEnvironment } from '../backend/run-environment'
import type { RunData } from '../data/run-data'
import { buildModel } from '../models/build-model'
import { createEagerEngine } from './eager-engine'
import type { StepEngine } from './step-engine'

/** Starts the backend and builds the fastest engine there is for the run. Imported after the environment is settled. */
export async function startEngine(
  config: RunConfig,
  data: RunData,
): Promise<{ engine: StepEngine; environment: RunEnvironment }> {
  const backend = await chooseBackend(process.env[backendVariable])
  const engine = createEagerEngine(await buildModel(config, data), config, data)
  return { engine, environment: describeEnvironment(backend, engine) }
}
