/** The models that the form offers: linear, mlp and cnn. Their output is one logit a class. */
import * as tf from '@tensorflow/tfjs'
import type { ModelConfig } from '@shared/config/run-config'
import { SeededDropout } from './dropout'
import { layerSeed } from './seeds'

type Of<Kind extends ModelConfig['kind']> = Extract<ModelConfig, { kind: Kind }>
type Activation = Of<'mlp'>['activation']

export interface ModelFrame {
  /** Without the batch: [features] or [height, width, channels]. */
  inputShape: number[]
  classes: number
  seed: number
}

export function linearModel({ l2 }: Of<'linear'>, frame: ModelFrame): tf.LayersModel {
  const input = tf.input({ shape: frame.inputShape, name: 'input' })
  return asModel(input, outputLayer(l2, frame).apply(input))
}

/** Dense, batch-norm, activation, dropout for each hidden layer. */
export function mlpModel(config: Of<'mlp'>, frame: ModelFrame): tf.LayersModel {
  const input = tf.input({ shape: frame.inputShape, name: 'input' })
  let last: tf.SymbolicTensor = input
  config.layers.forEach((units, i) => {
    last = denseBlock(last, `hidden_${i + 1}`, units, config, frame)
  })
  return asModel(input, outputLayer(config.l2, frame).apply(last))
}

/**
 * For each number of filters a convolution (stride 1, same size), batch-norm, activation and 2×2 max pooling while both
 * sides have 2 pixels; then a dense layer with dropout.
 */
export function cnnModel(config: Of<'cnn'>, frame: ModelFrame): tf.LayersModel {
  const input = tf.input({ shape: frame.inputShape, name: 'input' })
  let last: tf.SymbolicTensor = input
  config.filters.forEach((filters, i) => {
    last = convolutionBlock(last, `convolution_${i + 1}`, filters, config, frame)
  })
  const flat = tf.layers.flatten({ name: 'flatten' }).apply(last) as tf.SymbolicTensor
  const dense = denseBlock(flat, 'dense', config.dense, config, frame)
  return asModel(input, outputLayer(config.l2, frame).apply(dense))
}

function denseBlock(
  input: tf.SymbolicTensor,
  name: string,
  units: number,
  config: Of<'mlp'> | Of<'cnn'>,
  frame: ModelFrame,
): tf.SymbolicTensor {
  const dense = tf.layers.dense({
    name,
    units,
    useBias: !config.batchNorm,
    kernelInitializer: hiddenInitializer(config.activation, frame.seed, name),
    kernelRegularizer: regularizer(config.l2),
  })
  const activated = normalizeAndActivate(dense.apply(input), name, config)
  if (config.dropout === 0) return activated
  return new SeededDropout({ name: `${name}_dropout`, rate: config.dropout }).apply(
    activated,
  ) as tf.SymbolicTensor
}

function convolutionBlock(
  input: tf.SymbolicTensor,
  name: string,
  filters: number,
  config: Of<'cnn'>,
  frame: ModelFrame,
): tf.SymbolicTensor {
  const convolution = tf.layers.conv2d({
    name,
    filters,
    kernelSize: config.kernelSize,
    padding: 'same',
    useBias: !config.batchNorm,
    kernelInitializer: hiddenInitializer(config.activation, frame.seed, name),
    kernelRegularizer: regularizer(config.l2),
  })
  const activated = normalizeAndActivate(convolution.apply(input), name, config)
  const [, height, width] = activated.shape
  if ((height ?? 0) < 2 || (width ?? 0) < 2) return activated
  return tf.layers.maxPooling2d({ name: `${name}_pool`, poolSize: 2 }).apply(activated) as tf.SymbolicTensor
}

function normalizeAndActivate(
  input: unknown,
  name: string,
  { batchNorm, activation }: { batchNorm: boolean; activation: Activation },
): tf.SymbolicTensor {
  const normalized = batchNorm
    ? tf.layers.batchNormalization({ name: `${name}_norm` }).apply(input as tf.SymbolicTensor)
    : input
  const layer = tf.layers.activation({ name: `${name}_activation`, activation })
  return layer.apply(normalized as tf.SymbolicTensor) as tf.SymbolicTensor
}

function outputLayer(l2: number, { classes, seed }: ModelFrame): tf.layers.Layer {
  return tf.layers.dense({
    name: 'output',
    units: classes,
    kernelInitializer: tf.initializers.glorotUniform({ seed: layerSeed(seed, 'weights', 'output') }),
    kernelRegularizer: regularizer(l2),
  })
}

/** He et al. 2015 for the one-sided activations, Glorot & Bengio 2010 for the rest; both uniform. */
function hiddenInitializer(
  activation: Activation,
  runSeed: number,
  layer: string,
): ReturnType<typeof tf.initializers.zeros> {
  const seed = layerSeed(runSeed, 'weights', layer)
  const isOneSided = activation === 'relu' || activation === 'elu' || activation === 'gelu'
  return isOneSided ? tf.initializers.heUniform({ seed }) : tf.initializers.glorotUniform({ seed })
}

function regularizer(l2: number): ReturnType<typeof tf.regularizers.l2> | undefined {
  return l2 > 0 ? tf.regularizers.l2({ l2 }) : undefined
}

function asModel(input: tf.SymbolicTensor, output: unknown): tf.LayersModel {
  return tf.model({ inputs: input, outputs: output as tf.SymbolicTensor })
}
