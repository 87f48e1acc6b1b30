/** The bundled digits, read as the engine reads them: what the accuracy and the sweep are measured on. */
import { resolve } from 'node:path'
import { runConfigSchema, type RunConfig } from '@shared/config/run-config'
import type { DatasetContent } from '@shared/dataset-file'
import { readDigits } from '../../src/engine/datasets/bundled'
import { gamma, learningRate } from './models'

/** An MLP 64-128-64-10 at batch 32: the workbench's own defaults. */
export function digitsConfig(seed: number, epochs: number): RunConfig {
  return runConfigSchema.parse({
    data: { dataset: 'digits', splitSeed: 1 },
    model: { kind: 'mlp', layers: [128, 64] },
    loss: { kind: 'focal', gamma },
    optimizer: { kind: 'adam', learningRate },
    training: { batchSize: 32, epochs },
    seed,
  })
}

export const digitsModel = { inputShape: [64], peerModel: { kind: 'dense' as const, layers: [128, 64] } }

export async function digitsContent(): Promise<DatasetContent> {
  const { values, ...digits } = await readDigits(resolve('resources'))
  return { ...digits, values: values[0]! }
}
