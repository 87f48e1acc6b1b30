/**
 * The kernels that training needs and tfjs-backend-wasm 4.22 lacks, put together from kernels that it has, and those it
 * has wrong, put right. Checked against native TensorFlow in tests/unit/trainer/backend/wasmTrainingKernels.test.ts.
 */
import * as tf from '@tensorflow/tfjs'
import { correctAveragePoolGradient, replaceMaxPoolGradients, type ConvolutionAttributes, type Shape4D } from './poolingGradients'

/** Registers them once for the wasm backend. */
export function registerWasmTrainingKernels(): void {
  const kernels: Record<string, tf.KernelFunc> = {
    Conv2DBackpropFilter: ({ inputs, attrs }) => {
      const { filterShape, ...rest } = attrs as unknown as ConvolutionAttributes & { filterShape: Shape4D }
      return tf.tidy(() => filterGradient(tensor4d(inputs['x']), tensor4d(inputs['dy']), filterShape, rest))
    },
    DepthwiseConv2dNativeBackpropFilter: ({ inputs, attrs }) => {
      const { filterShape, ...rest } = attrs as unknown as ConvolutionAttributes & { filterShape: Shape4D }
      return tf.tidy(() => depthwiseFilterGradient(tensor4d(inputs['x']), tensor4d(inputs['dy']), filterShape, rest))
    },
    DepthwiseConv2dNativeBackpropInput: ({ inputs, attrs }) => {
      const { inputShape, ...rest } = attrs as unknown as ConvolutionAttributes & { inputShape: Shape4D }
      return tf.tidy(() => depthwiseInputGradient(inputShape, tensor4d(inputs['dy']), tensor4d(inputs['filter']), rest))
    },
    UnsortedSegmentSum: ({ inputs, attrs }) => {
      const { numSegments } = attrs as unknown as { numSegments: number }
      return tf.tidy(() => segmentSum(inputs['x'] as tf.Tensor, inputs['segmentIds'] as tf.Tensor1D, numSegments))
    },
  }
  for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
    if (tf.getKernel(kernelName, 'wasm') === undefined) tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc })
  }
  replaceMaxPoolGradients()
  correctAveragePoolGradient('wasm')
}

/**
 * A convolution's gradient for its filter is itself one convolution: with the channels as the batch and the batch as the
 * channels, x is convolved with dy, dilated by the stride.
 * @param x [batch, height, width, in]
 * @param dy [batch, outHeight, outWidth, out]
 */
function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  filterShape: Shape4D,
  { strides, pad, dimRoundingMode }: ConvolutionAttributes,
): tf.Tensor4D {
  const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode)
  const { top, bottom, left, right } = info.padInfo
  const padded = tf.pad(x, [[0, 0], [top, bottom], [left, right], [0, 0]])
  const image: tf.Tensor4D = tf.transpose(padded, [3, 1, 2, 0])
  const filter: tf.Tensor4D = tf.transpose(dy, [1, 2, 0, 3])
  const gradient = tf.conv2d(image, filter, 1, 'valid', 'NHWC', [info.strideHeight, info.strideWidth])
  const [height, width, inChannels, outChannels] = filterShape
  return tf.slice(tf.transpose(gradient, [1, 2, 0, 3]) as tf.Tensor4D, 0, [height, width, inChannels, outChannels])
}

/** A depthwise convolution is a convolution whose filter is 0 between different channels: the gradient's diagonal. */
function depthwiseFilterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  [height, width, channels, multiplier]: Shape4D,
  attributes: ConvolutionAttributes,
): tf.Tensor4D {
  const whole = filterGradient(x, dy, [height, width, channels, channels * multiplier], attributes)
  const byChannel = tf.reshape(whole, [height * width, channels, channels, multiplier])
  const diagonal = tf.sum(tf.mul(byChannel, channelDiagonal(channels)), 2)
  return tf.reshape(diagonal, [height, width, channels, multiplier])
}

function depthwiseInputGradient(
  inputShape: Shape4D,
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  { strides, pad, dimRoundingMode }: ConvolutionAttributes,
): tf.Tensor4D {
  const [height, width, channels, multiplier] = filter.shape
  const byChannel = tf.mul(tf.reshape(filter, [height * width, channels, 1, multiplier]), channelDiagonal(channels))
  const whole: tf.Tensor4D = tf.reshape(byChannel, [height, width, channels, channels * multiplier])
  return tf.conv2dTranspose(dy, whole, inputShape, strides, pad as 'valid' | 'same' | number, dimRoundingMode)
}

function channelDiagonal(channels: number): tf.Tensor4D {
  return tf.reshape(tf.eye(channels), [1, channels, channels, 1])
}

/** Sums the rows of each segment, as a product with their one-hot rows. */
function segmentSum(x: tf.Tensor, segmentIds: tf.Tensor1D, segments: number): tf.Tensor {
  const rows = segmentIds.size
  const isOfSegment = tf.cast(
    tf.equal(tf.reshape(tf.range(0, segments, 1, 'int32'), [segments, 1]), tf.reshape(segmentIds, [1, rows])),
    'float32',
  ) as tf.Tensor2D
  const flat: tf.Tensor2D = tf.reshape(x, [rows, x.size / rows])
  return tf.reshape(tf.matMul(isOfSegment, flat), [segments, ...x.shape.slice(1)])
}

function tensor4d(info: tf.TensorInfo | undefined): tf.Tensor4D {
  return info as tf.Tensor4D
}
