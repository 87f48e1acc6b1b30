/** Gradients of pooling that tfjs 4.22 has wrong, put right. */
import * as tf from '@tensorflow/tfjs'
import { replaceKernel } from './replace-kernel'

export type Shape4D = [number, number, number, number]

export interface ConvolutionAttributes {
  strides: number | [number, number]
  pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

interface PoolingAttributes extends ConvolutionAttributes {
  filterSize: number | [number, number]
}

/**
 * The gradient of average pooling on WebAssembly and in plain JavaScript divides by the whole window, where the forward
 * pass divides by the part of it inside the image. Each output's gradient is scaled by the difference first.
 */
export function correctAveragePoolGradient(backendName: 'wasm' | 'cpu'): void {
  replaceKernel(
    'AvgPoolGrad',
    (original) => (parameters) => {
      const { filterSize, strides, pad } = parameters.attrs as unknown as PoolingAttributes
      const { input, dy } = parameters.inputs as { input: tf.TensorInfo; dy: tf.Tensor4D }
      const info = tf.backend_util.computePool2DInfo(input.shape as Shape4D, filterSize, strides, 1, pad)
      return tf.tidy(() => {
        const inputs = { input, dy: tf.mul(dy, windowScale(info)) }
        return original({ ...parameters, inputs }) as tf.TensorInfo & tf.Tensor
      })
    },
    backendName,
  )
}

/** Window's size by the part of it inside the image, for each output: [1, outHeight, outWidth, 1]. */
function windowScale(info: tf.backend_util.Conv2DInfo): tf.Tensor4D {
  const inside = (length: number, outLength: number, size: number, stride: number, before: number) =>
    Array.from({ length: outLength }, (_, i) => {
      const start = i * stride - before
      return Math.min(length, start + size) - Math.max(0, start)
    })
  const rows = inside(info.inHeight, info.outHeight, info.filterHeight, info.strideHeight, info.padInfo.top)
  const columns = inside(info.inWidth, info.outWidth, info.filterWidth, info.strideWidth, info.padInfo.left)
  const whole = info.filterHeight * info.filterWidth
  const scales = rows.flatMap((height) => columns.map((width) => whole / (height * width)))
  return tf.tensor4d(scales, [1, info.outHeight, info.outWidth, 1])
}

interface WasmBackend {
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo
  typedArrayFromHeap(info: tf.TensorInfo): Float32Array
}

/**
 * The package's max-pooling gradients start their search for the maximum at the smallest positive number: windows of
 * negative values get no gradient. In two dimensions ours takes the place; in three nothing does, which fails loudly.
 */
export function replaceMaxPoolGradients(): void {
  if (tf.getKernel('MaxPool3DGrad', 'wasm') !== undefined) tf.unregisterKernel('MaxPool3DGrad', 'wasm')
  replaceKernel('MaxPoolGrad', () => ({ inputs, backend, attrs }) => {
    const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as PoolingAttributes
    const { input, dy } = inputs as { input: tf.TensorInfo; dy: tf.TensorInfo }
    const shape = input.shape as Shape4D
    const info = tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode)
    const wasm = backend as WasmBackend
    const output = wasm.makeOutput(shape, 'float32')
    // Taken after the output is made: making it may move the heap.
    const [x, gradient, dx] = [input, dy, output].map((tensor) => wasm.typedArrayFromHeap(tensor))
    maxPoolGradient(x!, gradient!, dx!, info)
    return output
  })
}

/** Adds each output's gradient to the largest input of its window, the first of equals. */
function maxPoolGradient(
  x: Float32Array,
  dy: Float32Array,
  dx: Float32Array,
  info: tf.backend_util.Conv2DInfo,
): void {
  const { batchSize, inHeight, inWidth, inChannels: channels, outHeight, outWidth, padInfo } = info
  dx.fill(0)
  let at = 0
  for (let n = 0; n < batchSize; n++) {
    for (let row = 0; row < outHeight; row++) {
      const top = row * info.strideHeight - padInfo.top
      const rowEnd = Math.min(inHeight, top + info.filterHeight)
      for (let column = 0; column < outWidth; column++) {
        const left = column * info.strideWidth - padInfo.left
        const columnEnd = Math.min(inWidth, left + info.filterWidth)
        for (let c = 0; c < channels; c++) {
          let largest = -1
          for (let h = Math.max(0, top); h < rowEnd; h++) {
            for (let w = Math.max(0, left); w < columnEnd; w++) {
              const k = ((n * inHeight + h) * inWidth + w) * channels + c
              if (largest < 0 || x[k]! > x[largest]!) largest = k
            }
          }
          if (largest >= 0) dx[largest]! += dy[at]!
          at += 1
        }
      }
    }
  }
}
