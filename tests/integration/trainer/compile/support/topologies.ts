/** Models of a person's own, as topologies: layers that the form's models do not have. */
import * as tf from '@tensorflow/tfjs'

/** Side of the images they take, and classes they tell apart. */
export const topologySize = 8
export const topologyClasses = 4

type Build = (image: tf.SymbolicTensor) => tf.SymbolicTensor

export function topologyOf(build: Build): string {
  const image = tf.input({ shape: [topologySize, topologySize, 1] })
  const model = tf.model({ inputs: image, outputs: build(image) })
  const json = JSON.stringify(model.toJSON(null, false))
  model.dispose()
  return json
}

function apply(layer: tf.layers.Layer, ...inputs: tf.SymbolicTensor[]): tf.SymbolicTensor {
  return layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tf.SymbolicTensor
}

function logits(x: tf.SymbolicTensor): tf.SymbolicTensor {
  return apply(tf.layers.dense({ units: topologyClasses }), x)
}

function flat(x: tf.SymbolicTensor): tf.SymbolicTensor {
  return apply(tf.layers.flatten(), x)
}

function residualBlock(x: tf.SymbolicTensor, filters: number, strides: number): tf.SymbolicTensor {
  const convolution = (input: tf.SymbolicTensor, step: number, kernelSize: number) => {
    const layer = tf.layers.conv2d({ filters, kernelSize, strides: step, padding: 'same', useBias: false })
    return apply(layer, input)
  }
  const norm = (input: tf.SymbolicTensor) => apply(tf.layers.batchNormalization(), input)
  const inner = apply(tf.layers.reLU(), norm(convolution(x, strides, 3)))
  const sum = apply(tf.layers.add(), norm(convolution(inner, 1, 3)), convolution(x, strides, 1))
  return apply(tf.layers.reLU(), sum)
}

/** By name; `noise` names weights whose true gradient is zero, and what follows from them alone. */
export const topologies: Record<string, { build: Build; hasDropout?: boolean; noise?: string[] }> = {
  'residual blocks with batch-norm': {
    build: (x) => {
      const blocks = residualBlock(residualBlock(x, 4, 1), 6, 2)
      return logits(apply(tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }), blocks))
    },
  },
  'a bias before batch-norm': {
    build: (x) => {
      const convolution = tf.layers.conv2d({ name: 'biased', filters: 4, kernelSize: 3 })
      const normed = apply(tf.layers.batchNormalization({ name: 'norm' }), apply(convolution, x))
      return logits(flat(apply(tf.layers.reLU(), normed)))
    },
    noise: ['biased/bias', 'norm/moving_mean'],
  },
  'activations within layers, and dropout': {
    build: (x) => {
      const dense = apply(tf.layers.dense({ units: 12, activation: 'relu' }), flat(x))
      return logits(apply(tf.layers.dropout({ rate: 0.4 }), dense))
    },
    hasDropout: true,
  },
  'separable and depthwise convolutions': {
    build: (x) => {
      const separable = tf.layers.separableConv2d({ filters: 5, kernelSize: 3, activation: 'relu' })
      const depthwise = tf.layers.depthwiseConv2d({ kernelSize: 3, padding: 'same' })
      return logits(flat(apply(depthwise, apply(separable, x))))
    },
  },
  'average and maximum pooling, concatenated': {
    build: (x) => {
      const pools = [tf.layers.averagePooling2d({ poolSize: 2 }), tf.layers.maxPooling2d({ poolSize: 2 })]
      return logits(flat(apply(tf.layers.concatenate(), ...pools.map((pool) => apply(pool, x)))))
    },
  },
  'padding, scaling up, cropping and layer norm': {
    build: (x) => {
      const padded = apply(tf.layers.zeroPadding2d({ padding: 1 }), x)
      const scaled = apply(tf.layers.upSampling2d({ size: [2, 2] }), padded)
      const sides: [number, number] = [4, 4]
      const cropped = apply(tf.layers.cropping2D({ cropping: [sides, sides] }), scaled)
      return logits(apply(tf.layers.layerNormalization(), flat(cropped)))
    },
  },
  'a recurrent layer over pairs of rows': {
    build: (x) => {
      const rows = apply(tf.layers.reshape({ targetShape: [4, topologySize ** 2 / 4] }), x)
      return logits(apply(tf.layers.gru({ units: 6 }), rows))
    },
  },
  'a prelu': { build: (x) => logits(flat(apply(tf.layers.prelu({}), x))) },
}
