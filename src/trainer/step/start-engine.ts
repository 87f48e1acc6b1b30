import type { RunConfig } from '@shared/config/run-config'
import type { BackendName, RunEnvironment } from '@shared/domain/run'
import { FocalError } from '@shared/errors'
import { backendVariable } from '@shared/trainer-protocol'
import { chooseBackend } from '../backend/choose-backend'
import { batchParts, columnParts, stepsPerCall } from '../backend/process-environment'
import { describeEnvironment } from '../backend/run-environment'
import { createCompiledEngine } from '../compile/compiled-engine'
import type { RunData } from '../data/run-data'
import { buildModel } from '../models/build-model'
import { createEagerEngine } from './eager-engine'
import { runSteps } from './run-steps'
import type { StepEngine } from './step-engine'

/** Starts the backend and builds the fastest engine there is for the run. Imported after the environment is settled. */
export async function startEngine(
  config: RunConfig,
  data: RunData,
): Promise<{ engine: StepEngine; environment: RunEnvironment }> {
  const backend = await chooseBackend(process.env[backendVariable])
  const steps = stepsPerCall(process.env, runSteps(config, data.train.rows.length))
  const engine = await buildEngine(backend.name, config, data, steps)
  const { compiled, fallbackReason } = engine
  const step = {
    compiled,
    fallbackReason,
    stepsPerCall: compiled ? steps : 1,
    batchParts: compiled ? batchParts(process.env) : 1,
    columnParts: engine.columnParts,
  }
  return { engine, environment: describeEnvironment(backend, step) }
}

/** Whole steps where they can be compiled, else single operations and the reason. */
async function buildEngine(
  backend: BackendName,
  config: RunConfig,
  data: RunData,
  stepsPerCall: number,
): Promise<StepEngine> {
  const eager = async (fallbackReason: string | null) => ({
    ...createEagerEngine(await buildModel(config, data), config, data),
    fallbackReason,
  })
  if (!config.training.compile) return eager(null)
  if (backend !== 'tensorflow') return eager('Steps are compiled with native TensorFlow only.')
  const built = await buildModel(config, data)
  try {
    return createCompiledEngine(built, config, data, {
      stepsPerCall,
      batchParts: batchParts(process.env),
      columnCut: { parts: columnParts(process.env) },
    })
  } catch (error) {
    // What a person can mend is the run's error; that the library refuses a graph is not.
    if (error instanceof FocalError && error.code !== 'unsupported') throw error
    built.model.dispose()
    return eager(`Steps are not compiled: ${firstLine(error)}.`)
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (message.split('\n')[0] ?? message).replace(/\.$/, '')
}
