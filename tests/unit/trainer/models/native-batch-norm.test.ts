import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { useNativeBackend } from '../../../../src/trainer/backend/native-backend'
import { useNativeBatchNorm } from '../../../../src/trainer/models/native-batch-norm'

beforeAll(() => useNativeBackend())

interface Trained {
  output: Float32Array
  gradients: Float32Array[]
  averages: Float32Array[]
}

const shapes = [
  { shape: [16, 5], config: {} },
  { shape: [4, 6, 5, 3], config: {} },
  { shape: [4, 6, 5, 3], config: { epsilon: 0.1, momentum: 0.5 } },
]

describe.each(shapes)('batch normalisation of $shape, $config', ({ shape, config }) => {
  it('gives what tfjs’s own gives: outputs, gradients and moving averages', () => {
    const own = train(shape, config, false)
    const native = train(shape, config, true)
    expectClose(native.output, own.output)
    native.gradients.forEach((gradient, i) => expectClose(gradient, own.gradients[i]!))
    native.averages.forEach((average, i) => expectClose(average, own.averages[i]!))
  })
})

it('trains a layer without a scale, which tfjs’s own cannot', () => {
  const native = train([9, 4], { scale: false }, true)
  const plain = tf.tidy(() => {
    const { x } = layerFor([9, 4], {}, false)
    const { mean, variance } = tf.moments(x, 0)
    const normalized = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-3)))
    return tf.add(normalized, [0.5, 1, 1.5, 2]).dataSync() as Float32Array
  })
  expectClose(native.output, plain)
})

it('normalises along another axis as before', () => {
  const [own, native] = [false, true].map((isNative) =>
    tf.tidy(() => {
      const { layer, x } = layerFor([4, 3, 6, 5], { axis: 1 }, isNative)
      return (layer.call(x, { training: true }) as tf.Tensor).dataSync() as Float32Array
    }),
  )
  expect(native).toEqual(own)
})

it('measures with the moving averages', () => {
  const [own, native] = [false, true].map((isNative) =>
    tf.tidy(() => {
      const { layer, x } = layerFor([8, 3], {}, isNative)
      layer.call(x, { training: true })
      return (layer.call(x, { training: false }) as tf.Tensor).dataSync() as Float32Array
    }),
  )
  expectClose(native!, own!)
})

type LayerConfig = Parameters<typeof tf.layers.batchNormalization>[0]

function layerFor(shape: number[], config: LayerConfig, isNative: boolean) {
  const layer = tf.layers.batchNormalization({ ...config, inputShape: shape.slice(1) })
  layer.build(shape)
  const channels = shape[(config?.axis ?? -1) === -1 ? shape.length - 1 : config!.axis!]!
  const learned = [config?.scale, config?.center].filter((is) => is !== false)
  const moved = [tf.range(0, channels).mul(0.1), tf.range(1, channels + 1)]
  layer.setWeights([...learned.map((_, i) => tf.range(1, channels + 1).mul(0.5 + i)), ...moved])
  if (isNative) useNativeBatchNorm([layer])
  return { layer, x: tf.randomNormal(shape, 2, 3, 'float32', 7) }
}

function train(shape: number[], config: LayerConfig, isNative: boolean): Trained {
  return tf.tidy(() => {
    const { layer, x } = layerFor(shape, config, isNative)
    const upstream = tf.randomNormal(shape, 0, 1, 'float32', 8)
    const parameters = layer.trainableWeights.map((weight) => weight.read() as tf.Variable)
    const output = tf.keep(layer.call(x, { training: true }) as tf.Tensor)
    const averages = layer.nonTrainableWeights.map((weight) => weight.read().dataSync() as Float32Array)
    const sum = (input: tf.Tensor) =>
      tf.sum<tf.Scalar>(tf.mul(layer.call(input, { training: true }) as tf.Tensor, upstream))
    const { grads } = tf.variableGrads(() => sum(x), parameters)
    const inputGradient = tf.grad(sum)(x)
    const gradients = [inputGradient, ...parameters.map(({ name }) => grads[name]!)]
    return {
      output: output.dataSync() as Float32Array,
      gradients: gradients.map((gradient) => gradient.dataSync() as Float32Array),
      averages,
    }
  })
}

function expectClose(actual: Float32Array, expected: Float32Array): void {
  expect(actual.length).toBe(expected.length)
  const scale = Math.max(...expected.map(Math.abs))
  actual.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(2e-5 * scale))
}
