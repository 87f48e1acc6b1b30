/**
 * The kernels that training needs and tfjs-backend-wasm 4.22 lacks, put together from kernels that it has; those it has
 * wrong, put right; and those it has slow, by a faster way. Checked against native TensorFlow in tests/unit/trainer/backend/wasm-training-kernels.test.ts.
 */
import * as tf from '@tensorflow/tfjs'
import {
  correctAveragePoolGradient,
  replaceMaxPoolGradients,
  type ConvolutionAttributes,
  type Shape4D,
} from './pooling-gradients'
import { replaceKernel } from './replace-kernel'

/** Registers them once for the wasm backend. */
export function registerWasmTrainingKernels(): void {
  const kernels: Record<string, tf.KernelFunc> = {
    Conv2DBackpropFilter: ({ inputs, attrs }) => {
      const { filterShape, ...rest } = attrs as unknown as ConvolutionAttributes & { filterShape: Shape4D }
      return tf.tidy(() => filterGradient(tensor4d(inputs['x']), tensor4d(inputs['dy']), filterShape, rest))
    },
    DepthwiseConv2dNativeBackpropFilter: ({ inputs, attrs }) => {
      const { filterShape, ...rest } = attrs as unknown as ConvolutionAttributes & { filterShape: Shape4D }
      return tf.tidy(() =>
        depthwiseFilterGradient(tensor4d(inputs['x']), tensor4d(inputs['dy']), filterShape, rest),
      )
    },
    DepthwiseConv2dNativeBackpropInput: ({ inputs, attrs }) => {
      const { inputShape, ...rest } = attrs as unknown as ConvolutionAttributes & { inputShape: Shape4D }
      return tf.tidy(() =>
        depthwiseInputGradient(inputShape, tensor4d(inputs['dy']), tensor4d(inputs['filter']), rest),
      )
    },
    UnsortedSegmentSum: ({ inputs, attrs }) => {
      const { numSegments } = attrs as unknown as { numSegments: number }
      return tf.tidy(() =>
        segmentSum(inputs['x'] as tf.Tensor, inputs['segmentIds'] as tf.Tensor1D, numSegments),
      )
    },
  }
  for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
    if (tf.getKernel(kernelName, 'wasm') === undefined)
      tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc })
  }
  replaceMaxPoolGradients()
  correctAveragePoolGradient('wasm')
  quickenTransposedProducts()
  quickenInputGradients()
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
  const padded = tf.pad(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ])
  const image: tf.Tensor4D = tf.transpose(padded, [3, 1, 2, 0])
  const filter: tf.Tensor4D = tf.transpose(dy, [1, 2, 0, 3])
  const gradient = tf.conv2d(image, filter, 1, 'valid', 'NHWC', [info.strideHeight, info.strideWidth])
  const [height, width, inChannels, outChannels] = filterShape
  return tf.slice(tf.transpose<tf.Tensor4D>(gradient, [1, 2, 0, 3]), 0, [
    height,
    width,
    inChannels,
    outChannels,
  ])
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
  const byChannel = tf.mul(
    tf.reshape(filter, [height * width, channels, 1, multiplier]),
    channelDiagonal(channels),
  )
  const whole: tf.Tensor4D = tf.reshape(byChannel, [height, width, channels, channels * multiplier])
  return tf.conv2dTranspose(dy, whole, inputShape, strides, pad, dimRoundingMode)
}

function channelDiagonal(channels: number): tf.Tensor4D {
  return tf.reshape(tf.eye(channels), [1, channels, channels, 1])
}

/** Sums the rows of each segment, as a product with their one-hot rows. */
function segmentSum(x: tf.Tensor, segmentIds: tf.Tensor1D, segments: number): tf.Tensor {
  const rows = segmentIds.size
  const numbers = tf.reshape(tf.range(0, segments, 1, 'int32'), [segments, 1])
  const isOfSegment = tf.cast<tf.Tensor2D>(tf.equal(numbers, tf.reshape(segmentIds, [1, rows])), 'float32')
  const flat: tf.Tensor2D = tf.reshape(x, [rows, x.size / rows])
  return tf.reshape(tf.matMul(isOfSegment, flat), [segments, ...x.shape.slice(1)])
}

function tensor4d(info: tf.TensorInfo | undefined): tf.Tensor4D {
  return info as tf.Tensor4D
}

/** A product with a transposed factor is up to fifteen times slower than transposing first. */
function quickenTransposedProducts(): void {
  replaceKernel('BatchMatMul', (original) => (parameters) => {
    const { a, b } = parameters.inputs as { a: tf.Tensor; b: tf.Tensor }
    const { transposeA, transposeB } = parameters.attrs as unknown as {
      transposeA: boolean
      transposeB: boolean
    }
    if (!transposeA && !transposeB) return original(parameters)
    return tf.tidy(() => {
      const inputs = { a: transposeA ? swapLastAxes(a) : a, b: transposeB ? swapLastAxes(b) : b }
      const attrs = { ...parameters.attrs, transposeA: false, transposeB: false }
      return original({ ...parameters, inputs, attrs }) as tf.TensorInfo & tf.Tensor
    })
  })
}

function swapLastAxes(tensor: tf.Tensor): tf.Tensor {
  const axes = tensor.shape.map((_, axis) => axis)
  const [last, beforeLast] = [axes.pop()!, axes.pop()!]
  return tf.transpose(tensor, [...axes, last, beforeLast])
}

/** A convolution's gradient for its input, at stride 1, is a convolution with the flipped filter: as fast as forward. */
function quickenInputGradients(): void {
  replaceKernel('Conv2DBackpropInput', (original) => (parameters) => {
    const { dy, filter } = parameters.inputs as { dy: tf.Tensor4D; filter: tf.Tensor4D }
    const { inputShape, strides, pad, dimRoundingMode, dataFormat } =
      parameters.attrs as unknown as ConvolutionAttributes & {
        inputShape: Shape4D
        dataFormat: string
      }
    const info = tf.backend_util.computeConv2DInfo(inputShape, filter.shape, strides, 1, pad, dimRoundingMode)
    if (dataFormat !== 'NHWC' || info.strideHeight !== 1 || info.strideWidth !== 1)
      return original(parameters)
    const [, height, width] = inputShape
    const top = info.filterHeight - 1 - info.padInfo.top
    const left = info.filterWidth - 1 - info.padInfo.left
    const bottom = height + info.filterHeight - 1 - info.outHeight - top
    const right = width + info.filterWidth - 1 - info.outWidth - left
    if (Math.min(top, left, bottom, right) < 0) return original(parameters)
    return tf.tidy(() => {
      const padded = tf.pad(dy, [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ])
      const flipped: tf.Tensor4D = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2])
      return tf.conv2d(padded, flipped, 1, 'valid')
    })
  })
}
