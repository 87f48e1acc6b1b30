import * as tf from '@tensorflow/tfjs'

// Says nothing of faster backends: no number is computed here.
tf.enableProdMode()

/**
 * A small residual network (He et al. 2016, one basic block for each number of filters; every block but the first
 * halves the sides) as the topology of a tfjs LayersModel: what a person would give the workbench as a model of their own.
 */
export function residualTopology(inputShape: number[], filters: number[], classes: number): string {
  const input = tf.input({ shape: inputShape })
  let last = relu(normalized(input, filters[0]!, 3, 1))
  filters.forEach((count, i) => {
    const stride = i === 0 ? 1 : 2
    const body = normalized(relu(normalized(last, count, 3, stride)), count, 3, 1)
    const shortcut = i === 0 ? last : normalized(last, count, 1, stride)
    last = relu(tf.layers.add().apply([body, shortcut]) as tf.SymbolicTensor)
  })
  const pooled = tf.layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }).apply(last)
  const outputs = tf.layers.dense({ units: classes }).apply(pooled) as tf.SymbolicTensor
  const model = tf.model({ inputs: input, outputs })
  const topology = JSON.stringify(model.toJSON(null, false))
  model.dispose()
  return topology
}

/** A convolution without bias, and batch-norm. */
function normalized(
  input: tf.SymbolicTensor,
  filters: number,
  kernelSize: number,
  strides: number,
): tf.SymbolicTensor {
  const convolution = tf.layers.conv2d({
    filters,
    kernelSize,
    strides,
    padding: 'same',
    useBias: false,
    kernelInitializer: 'heUniform',
  })
  return tf.layers.batchNormalization().apply(convolution.apply(input)) as tf.SymbolicTensor
}

function relu(input: tf.SymbolicTensor): tf.SymbolicTensor {
  return tf.layers.reLU().apply(input) as tf.SymbolicTensor
}
