import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runConfigSchema, type RunConfigInput } from '@shared/config/run-config'
import type { DatasetContent } from '@shared/dataset-file'
import type { EpochRecord } from '@shared/domain/metrics'
import type { FromTrainer } from '@shared/trainer-protocol'
import { CheckpointFolder } from '../../../../src/trainer/checkpoint/checkpoint-folder'
import { prepareRunData } from '../../../../src/trainer/data/run-data'
import { trainRun } from '../../../../src/trainer/loop/train-run'
import { buildModel } from '../../../../src/trainer/models/build-model'
import { createEagerEngine } from '../../../../src/trainer/step/eager-engine'

/** Trains a run in the test's own process, on the backend in use. @returns its epochs */
export async function trainInProcess(content: DatasetContent, input: RunConfigInput): Promise<EpochRecord[]> {
  const config = runConfigSchema.parse(input)
  const data = prepareRunData(content, config)
  const engine = createEagerEngine(await buildModel(config, data), config, data)
  const folder = await mkdtemp(join(tmpdir(), 'focal-bench-checkpoints-'))
  const messages: FromTrainer[] = []
  const port = { send: (message: FromTrainer) => void messages.push(message), stopRequested: () => false }
  try {
    const checkpoints = new CheckpointFolder(folder)
    await trainRun({ runId: 'run-1', config, data, engine, checkpoints, resumed: null, port })
  } finally {
    engine.dispose()
    await rm(folder, { recursive: true, force: true })
  }
  return messages.flatMap((message) => (message.type === 'epoch' ? [message.record] : []))
}
