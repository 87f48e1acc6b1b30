import type { RunConfig, RunConfigInput } from '@shared/config/run-config'
import { runConfigSchema } from '@shared/config/run-config'
import type { DatasetContent } from '@shared/dataset-file'
import { createCompiledEngine } from '../../../../../src/trainer/compile/compiled-engine'
import { prepareRunData, type RunData } from '../../../../../src/trainer/data/run-data'
import { buildModel } from '../../../../../src/trainer/models/build-model'
import { learningRateAt } from '../../../../../src/trainer/optimizers/schedule'
import { createEagerEngine } from '../../../../../src/trainer/step/eager-engine'
import type { StepEngine, TrainingState } from '../../../../../src/trainer/step/step-engine'

export interface Engines {
  eager: StepEngine
  compiled: StepEngine
  config: RunConfig
  data: RunData
}

/**
 * The same run twice: by single operations, and by whole steps.
 * @param options `cutsColumns`: however small the weights are
 */
export async function createEngines(
  content: DatasetContent,
  input: RunConfigInput,
  { stepsPerCall = 4, cutsColumns = false }: { stepsPerCall?: number; cutsColumns?: boolean } = {},
): Promise<Engines> {
  const config = runConfigSchema.parse(input)
  const data = prepareRunData(content, config)
  const { model } = config
  const hasParts = model.kind === 'custom' || (model.kind !== 'linear' && !model.batchNorm)
  const columnCut = cutsColumns ? { parts: 2, fewestElements: 1 } : { parts: 2 }
  const options = { stepsPerCall, batchParts: hasParts ? 2 : 1, columnCut }
  return {
    eager: createEagerEngine(await buildModel(config, data), config, data),
    compiled: createCompiledEngine(await buildModel(config, data), config, data, options),
    config,
    data,
  }
}

/** So many batches as epochs have them: every `epoch`-th is the smaller last one. */
export function mixedBatches(
  { config, data }: Pick<Engines, 'config' | 'data'>,
  count: number,
  epoch = 9,
): Int32Array[] {
  const rows = data.train.rows.length
  const whole = Math.min(config.training.batchSize, rows)
  const last = rows % whole || whole
  return Array.from({ length: count }, (_, step) =>
    Int32Array.from(
      { length: step % epoch === epoch - 1 ? last : whole },
      (_, i) => (7 * i + 13 * step) % rows,
    ),
  )
}

/** The rates of the first steps of a run that has so many: the schedule's own. */
export function ratesOf({ config }: Pick<Engines, 'config'>, steps: number): number[] {
  return Array.from({ length: steps }, (_, i) => learningRateAt(config.optimizer, i + 1, steps))
}

/** Largest difference of two lists, relative to each number. */
export function relativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  return Array.from(expected).reduce<number>(
    (largest, value, i) => Math.max(largest, Math.abs(actual[i]! - value) / Math.max(Math.abs(value), 1e-30)),
    0,
  )
}

/** Largest difference of two states, relative to the largest number of each tensor; 0.01 stands for smaller ones. */
export function stateDifference(
  actual: TrainingState,
  expected: TrainingState,
): { largest: number; tensor: string } {
  let found = { largest: 0, tensor: '' }
  const tensors = (state: TrainingState) => [...state.weights, ...state.slots]
  tensors(expected).forEach(({ name, values }, t) => {
    const other = tensors(actual)[t]!
    if (other.name !== name)
      throw new Error(`The states name their tensors differently: ${other.name}, ${name}.`)
    const scale = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0.01)
    values.forEach((value, k) => {
      const difference = Math.abs(other.values[k]! - value) / scale
      if (difference > found.largest) found = { largest: difference, tensor: name }
    })
  })
  return found
}

/** A state less some weights, all of which it must have. */
export function withoutWeights(state: TrainingState, names: readonly string[]): TrainingState {
  const weights = state.weights.filter(({ name }) => !names.includes(name))
  if (weights.length + names.length !== state.weights.length) {
    throw new Error(`The model lacks one of the weights ${names.join(', ')}.`)
  }
  return { ...state, weights }
}
