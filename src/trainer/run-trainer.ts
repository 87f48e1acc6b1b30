/**
 * One run from its start message to its end. TensorFlow reads its settings when it is loaded, and they depend on the
 * run: so everything that imports tfjs is imported here, late.
 */
import { parseWith } from '@shared/config/validate'
import { runConfigSchema, type RunConfig } from '@shared/config/run-config'
import type { ToTrainer } from '@shared/trainer-protocol'
import { tensorflowEnvironment } from './backend/process-environment'
import { CheckpointFolder } from './checkpoint/checkpoint-folder'
import { readRunData } from './data/run-data'
import { logBeginning, trainRun } from './loop/train-run'
import { sendLog, type TrainerPort } from './port'
import { engineKey, firstStateToKeep, KeptEngine, type PreparedRun } from './step/kept-engine'
import { runSteps } from './step/run-steps'

const keptEngine = new KeptEngine()

/** @throws FocalError for whatever keeps the run from its end */
export async function runTrainer(
  start: Extract<ToTrainer, { type: 'start' }>,
  port: TrainerPort,
): Promise<void> {
  const config = parseWith(runConfigSchema, start.config, "The run's configuration")
  const key = engineKey(config, start.dataPath)
  const prepared = keptEngine.take(key) ?? (await prepareRun(config, start.dataPath))
  const { data, engine, environment } = prepared
  const checkpoints = new CheckpointFolder(start.checkpointFolder)
  const resumed = start.resumeFrom === null ? null : await checkpoints.read(start.resumeFrom)
  if (resumed !== null) engine.loadState(resumed.state)
  port.send({
    type: 'ready',
    environment,
    parameters: engine.parameters,
    labels: data.labels,
    trainCounts: data.train.counts,
    validationCounts: data.validation.counts,
    steps: runSteps(config, data.train.rows.length),
  })
  if (environment.fallbackReason !== null) sendLog(port, 'warning', environment.fallbackReason)
  const inputs = { runId: start.runId, config, data, engine, checkpoints, resumed, port }
  logBeginning(inputs)
  await trainRun(inputs)
  keptEngine.keep(key, prepared)
}

async function prepareRun(config: RunConfig, dataPath: string): Promise<PreparedRun> {
  const data = await readRunData(dataPath, config)
  Object.assign(process.env, tensorflowEnvironment(config, data.features, data.labels.length))
  const { startEngine } = await import('./step/start-engine')
  const { engine, environment } = await startEngine(config, data)
  return { data, engine, environment, first: firstStateToKeep(engine, data) }
}
