/**
 * Batch normalisation in training as one native operation each way. tfjs puts it together from some sixty, each of which
 * goes over the whole activation. The layer stays tfjs's own: only its call in training is another.
 */
import * as tf from '@tensorflow/tfjs'
import { nativeBackend, type NativeBackend } from '../backend/native-backend'

/** What tfjs's layer keeps to itself. */
interface BatchNormalizationLayer extends tf.layers.Layer {
  axis: number
  epsilon: number
  momentum: number
  gamma: tf.LayerVariable | undefined
  beta: tf.LayerVariable | undefined
  movingMean: tf.LayerVariable
  movingVariance: tf.LayerVariable
}

/** The layers that normalise along their last axis, of tables or images, train natively from now on; others stay as they are. */
export function useNativeBatchNorm(layers: readonly tf.layers.Layer[]): void {
  const native = nativeBackend()
  if (native === null) return
  for (const layer of layers) {
    if (layer.getClassName() === 'BatchNormalization') replaceCall(native, layer as BatchNormalizationLayer)
  }
}

function replaceCall(native: NativeBackend, layer: BatchNormalizationLayer): void {
  const original = layer.call.bind(layer)
  layer.call = (inputs, kwargs) => {
    const input = Array.isArray(inputs) ? inputs[0]! : inputs
    const { rank } = input
    const isAlongLast = layer.axis === -1 || layer.axis === rank - 1
    if (kwargs['training'] !== true || !isAlongLast || (rank !== 2 && rank !== 4))
      return original(inputs, kwargs)
    return tf.tidy(() => {
      const images: tf.Tensor4D =
        rank === 4 ? (input as tf.Tensor4D) : tf.reshape(input, [input.shape[0], 1, 1, input.shape[1]!])
      return tf.reshape(normalize(native, layer, images), input.shape)
    })
  }
}

/** @param x [N, height, width, C]; moves the layer's averages by the batch's mean and (biased) variance, as tfjs does */
function normalize(native: NativeBackend, layer: BatchNormalizationLayer, x: tf.Tensor4D): tf.Tensor {
  const channels = x.shape[3]
  const attributes = attributesOf(native, layer.epsilon)
  const normalized = tf.customGrad((...parameters) => {
    const [input, gamma, beta, save] = parameters as unknown as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.GradSaveFunc,
    ]
    const none = tf.tensor1d([], 'float32')
    const [value, , , mean, variance, reserve] = native.executeMultipleOutputs(
      'FusedBatchNormV3',
      [...attributes, { name: 'exponential_avg_factor', type: native.binding.TF_ATTR_FLOAT, value: 1 }],
      [input, gamma, beta, none, none],
      6,
    )
    moveAverage(layer.movingMean, mean!, layer.momentum)
    moveAverage(layer.movingVariance, variance!, layer.momentum)
    save([input, gamma, mean!, variance!, reserve!])
    const gradFunc = (dy: tf.Tensor | tf.Tensor[], saved: tf.Tensor[]) =>
      native
        .executeMultipleOutputs('FusedBatchNormGradV3', attributes, [dy as tf.Tensor, ...saved], 5)
        .slice(0, 3)
    return { value: value!, gradFunc }
  })
  const gamma = layer.gamma?.read() ?? tf.ones([channels])
  const beta = layer.beta?.read() ?? tf.zeros([channels])
  return normalized(x, gamma, beta)
}

function attributesOf({ binding }: NativeBackend, epsilon: number) {
  const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_STRING, TF_FLOAT } = binding
  return [
    { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'U', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: epsilon },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: TF_ATTR_BOOL, value: true },
  ]
}

function moveAverage(average: tf.LayerVariable, value: tf.Tensor, momentum: number): void {
  const before = average.read()
  average.write(tf.sub(before, tf.mul(tf.sub(before, value), 1 - momentum)))
}
