import * as tf from '@tensorflow/tfjs'
import { describe, expect, it } from 'vitest'
import { createRandom } from '@core/sampling/random'
import { useBackend } from '../support/backends'

function numbers(purpose: string, shape: number[]): tf.Tensor {
  const random = createRandom(3, purpose)
  return tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
    shape,
  )
}

/** Gradients of a scalar function on both backends: the largest difference, as a share of the largest value. */
async function difference(shapes: number[][], scalar: (inputs: tf.Tensor[]) => tf.Scalar): Promise<number> {
  async function gradients(backend: 'tensorflow' | 'wasm'): Promise<Float32Array[]> {
    await useBackend(backend)
    leaveMemoryDirty()
    const inputs = shapes.map((shape, i) => numbers(`input ${i}`, shape))
    const gradient = tf.grads((...given: tf.Tensor[]) => scalar(given))(inputs)
    return gradient.map((tensor) => Float32Array.from(tensor.dataSync()))
  }
  const native = (await gradients('tensorflow')).flatMap((values) => Array.from(values))
  const wasm = (await gradients('wasm')).flatMap((values) => Array.from(values))
  expect(wasm).toHaveLength(native.length)
  const largest = native.reduce((max, value) => Math.max(max, Math.abs(value)), 0)
  return native.reduce((max, value, i) => Math.max(max, Math.abs(value - wasm[i]!)), 0) / largest
}

/** Fills memory of many sizes and frees it, as a training step does: a kernel must not count on clean memory. */
function leaveMemoryDirty(): void {
  const sizes = [8, 64, 256, 512, 1024, 2048, 4096, 8192]
  tf.dispose(sizes.flatMap((size) => Array.from({ length: 8 }, () => tf.fill([size], 1234.5))))
}

function energy(tensor: tf.Tensor): tf.Scalar {
  return tf.sum(tf.square(tensor))
}

const convolutions = [
  { size: [8, 8], kernel: [3, 3], stride: 1, pad: 'same' },
  { size: [9, 7], kernel: [3, 3], stride: 2, pad: 'same' },
  { size: [8, 8], kernel: [5, 3], stride: 1, pad: 'valid' },
  { size: [10, 9], kernel: [3, 2], stride: 3, pad: 'valid' },
  { size: [4, 4], kernel: [4, 4], stride: 2, pad: 'same' },
  { size: [1, 1], kernel: [3, 3], stride: 1, pad: 'same' },
] as const

describe('training kernels of the WebAssembly backend', () => {
  it.each(convolutions)(
    'Conv2D: gradients equal native TensorFlow for %o',
    async ({ size, kernel, stride, pad }) => {
      const error = await difference(
        [
          [5, ...size, 3],
          [...kernel, 3, 4],
        ],
        ([x, filter]) => energy(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad)),
      )
      expect(error).toBeLessThan(1e-4)
    },
  )

  it.each(convolutions)(
    'DepthwiseConv2D: gradients equal native TensorFlow for %o',
    async ({ size, kernel, stride, pad }) => {
      const error = await difference(
        [
          [5, ...size, 3],
          [...kernel, 3, 2],
        ],
        ([x, filter]) => energy(tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, pad)),
      )
      expect(error).toBeLessThan(1e-4)
    },
  )

  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])(
    'MatMul, factors transposed %s and %s: gradients equal native TensorFlow',
    async (transposeA, transposeB) => {
      const shapes = [transposeA ? [5, 3, 4] : [5, 4, 3], transposeB ? [5, 6, 3] : [5, 3, 6]]
      expect(
        await difference(shapes, ([a, b]) => energy(tf.matMul(a!, b!, transposeA, transposeB))),
      ).toBeLessThan(1e-4)
    },
  )

  it('Gather: the gradient, a segment sum, equals native TensorFlow', async () => {
    const error = await difference([[6, 3, 2]], ([x]) =>
      energy(tf.gather(x!, tf.tensor1d([0, 5, 5, 2, 0], 'int32'))),
    )
    expect(error).toBeLessThan(1e-4)
  })

  it.each(['maxPool', 'avgPool'] as const)(
    '%s: the gradient equals native TensorFlow, negative windows too',
    async (pool) => {
      for (const [size, stride, pad] of [
        [2, 2, 'valid'],
        [3, 2, 'same'],
        [2, 1, 'same'],
      ] as const) {
        const error = await difference([[4, 9, 7, 3]], ([x]) =>
          energy(tf[pool](tf.sub(x as tf.Tensor4D, 1), size, stride, pad)),
        )
        expect(error).toBeLessThan(1e-4)
      }
    },
  )

  it.each(['relu', 'elu', 'tanh', 'sigmoid'] as const)(
    '%s: the gradient equals native TensorFlow',
    async (activation) => {
      expect(await difference([[40, 9]], ([x]) => energy(tf[activation](x!)))).toBeLessThan(1e-4)
    },
  )

  it('gelu: the gradient equals native TensorFlow', async () => {
    const layer = tf.layers.activation({ activation: 'gelu' })
    expect(await difference([[40, 9]], ([x]) => energy(layer.apply(x!) as tf.Tensor))).toBeLessThan(1e-4)
  })

  it('batch normalisation: gradients equal native TensorFlow', async () => {
    const error = await difference([[16, 5], [5], [5]], ([x, offset, scale]) => {
      const { mean, variance } = tf.moments(x!, 0)
      return energy(
        tf.batchNorm(
          x as tf.Tensor2D,
          mean as tf.Tensor1D,
          variance as tf.Tensor1D,
          offset as tf.Tensor1D,
          scale as tf.Tensor1D,
          1e-3,
        ),
      )
    })
    expect(error).toBeLessThan(1e-4)
  })
})
