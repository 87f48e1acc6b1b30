/** models/: from a configuration to a LayersModel with seeded weights, whose output is one logit a class. */
import * as tf from '@tensorflow/tfjs'
import type { RunConfig } from '@shared/config/run-config'
import { badInput } from '@shared/errors'
import type { RunData } from '../data/run-data'
import { customModel } from './custom-model'
import { DropoutClock, registerSeededDropout, SeededDropout } from './dropout'
import { useNativeBatchNorm } from './native-batch-norm'
import { startOutputsAt } from './output-bias'
import { layerSeed } from './seeds'
import { cnnModel, linearModel, mlpModel } from './standard-models'

export interface BuiltModel {
  model: tf.LayersModel
  /** Shape of one input, without the batch: [features] or [height, width, channels]. */
  inputShape: number[]
  /** To be set to the step before each step. */
  clock: DropoutClock
  /** Whether any layer draws dropout masks. */
  hasDropout: boolean
}

/**
 * The model of a run, with its first weights.
 * @throws FocalError `bad-input` where the model does not fit the data
 */
export async function buildModel(
  config: Pick<RunConfig, 'model' | 'loss' | 'seed'>,
  data: Pick<RunData, 'features' | 'shape' | 'labels'>,
): Promise<BuiltModel> {
  const built = await buildLayers(config, data)
  const { activation, priorProbability } = config.loss
  // In softmax a bias that all classes have changes nothing; 0.5 is a bias of 0.
  if (activation === 'sigmoid' && priorProbability !== 0.5) startOutputsAt(built.model, priorProbability)
  return built
}

async function buildLayers(
  { model: config, seed }: Pick<RunConfig, 'model' | 'seed'>,
  data: Pick<RunData, 'features' | 'shape' | 'labels'>,
): Promise<BuiltModel> {
  registerSeededDropout()
  const classes = data.labels.length
  const flat = { inputShape: [data.features], classes, seed }
  if (config.kind === 'linear') return withSeededDropout(linearModel(config, flat), seed)
  if (config.kind === 'mlp') return withSeededDropout(mlpModel(config, flat), seed)
  if (config.kind === 'custom') {
    const inputShapes = data.shape === null ? [flat.inputShape] : [flat.inputShape, data.shape]
    return withSeededDropout(await customModel(config, { inputShapes, classes, seed }), seed)
  }
  if (data.shape === null) {
    throw badInput('A cnn needs images, but the data set is a table. Choose the model mlp or linear.', {
      field: 'model.kind',
    })
  }
  return withSeededDropout(cnnModel(config, { ...flat, inputShape: data.shape }), seed)
}

/** A model whose dropout layers follow from a seed and the step. Its dropout layers must be SeededDropout. */
export function withSeededDropout(model: tf.LayersModel, seed: number): BuiltModel {
  const clock = new DropoutClock()
  const layers = allLayers(model)
  useNativeBatchNorm(layers)
  const dropouts = layers.filter((layer) => layer instanceof SeededDropout)
  for (const layer of dropouts) layer.connect(clock, layerSeed(seed, 'dropout', layer.name))
  const inputShape = model.inputs[0]!.shape.slice(1).map((size) => size ?? 0)
  return { model, inputShape, clock, hasDropout: dropouts.length > 0 }
}

/** The layers of a model, and of the models within it. */
function allLayers(model: tf.LayersModel): tf.layers.Layer[] {
  return model.layers.flatMap((layer) => (layer instanceof tf.LayersModel ? allLayers(layer) : [layer]))
}
