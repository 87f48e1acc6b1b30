/** Recording, simplifying and replaying: what comes out of the graph is what the single operations gave. */
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { nativeInternals, tensorId } from '../../../../src/trainer/compile/binding'
import { dataTypes } from '../../../../src/trainer/compile/graph'
import { record } from '../../../../src/trainer/compile/recorder'
import { useBackend } from '../support/backends'
import { expectClose, numbers, recordAndReplay } from './support/replay'

beforeAll(() => useBackend('tensorflow'))

/** The gradient of a sum over the max-pooled relu of images. */
function pooledRelu(size: number, stride: number): (x: tf.Tensor) => tf.Tensor {
  return tf.grad((x) => tf.sum(tf.square(tf.maxPool(tf.relu(x) as tf.Tensor4D, size, stride, 'same'))))
}

const cases: Record<string, { run: (...inputs: tf.Tensor[]) => tf.Tensor; shapes: number[][] }> = {
  'a dense layer with its gradient': {
    run: (x, w, b) => {
      const loss = (weight: tf.Tensor, bias: tf.Tensor) =>
        tf.sum<tf.Scalar>(
          tf.square(tf.relu(tf.add(tf.matMul(x as tf.Tensor2D, weight as tf.Tensor2D), bias))),
        )
      const [dw, db] = tf.grads(loss)([w, b])
      return tf.concat([tf.reshape(dw!, [-1]), db!])
    },
    shapes: [[5, 4], [4, 3], [3]],
  },
  'a product of stacked matrices': {
    run: (a, b) => tf.matMul(a, b, true),
    shapes: [
      [3, 4, 2],
      [3, 4, 5],
    ],
  },
  'a stack of one': {
    run: (a, b) => tf.add(tf.matMul(a, b, false, true), tf.scalar(1)),
    shapes: [
      [1, 3, 4],
      [1, 2, 4],
    ],
  },
  'a convolution with a bias and its gradient': {
    run: (x, filter, bias) => {
      const loss = (f: tf.Tensor, b: tf.Tensor) =>
        tf.sum<tf.Scalar>(
          tf.square(tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, f as tf.Tensor4D, 1, 'same'), b))),
        )
      const [df, db] = tf.grads(loss)([filter, bias])
      return tf.concat([tf.reshape(df!, [-1]), db!])
    },
    shapes: [[2, 5, 5, 3], [3, 3, 3, 4], [4]],
  },
  'gradients of convolutions for their inputs': {
    run: (x, square, flat, strided) => {
      const loss = (images: tf.Tensor) => {
        const first = tf.conv2d(images as tf.Tensor4D, square as tf.Tensor4D, 1, 'same')
        const second = tf.conv2d(tf.tanh(first), flat as tf.Tensor4D, 1, 'same')
        return tf.mean<tf.Scalar>(tf.square(tf.conv2d(tf.tanh(second), strided as tf.Tensor4D, 2, 'same')))
      }
      return tf.grad(loss)(x)
    },
    shapes: [
      [2, 5, 6, 3],
      [3, 3, 3, 4],
      [1, 5, 4, 2],
      [3, 3, 2, 2],
    ],
  },
  'sums over other axes than the last': {
    run: (x) => tf.add(tf.sum(x, 0, true), tf.sum(x, [0, 1])),
    shapes: [[3, 4, 5]],
  },
  'a sum over the last axes': { run: (x) => tf.sum(x, [1, 2]), shapes: [[3, 4, 5]] },
  'a vector added along the last axis of another shape': {
    run: (x, b) => tf.add(tf.reshape(x, [2, 3, 4]), b),
    shapes: [[6, 4], [4]],
  },
  'a vector added to itself': { run: (x) => tf.add(x, x), shapes: [[4]] },
  'a matrix added along the last axes': {
    run: (x, y) => tf.add(x, y),
    shapes: [
      [3, 2, 2],
      [2, 2],
    ],
  },
  'products with ones that widen a tensor': { run: (x) => tf.mul(x, tf.ones([3, 4])), shapes: [[4]] },
  'products with one': { run: (x) => tf.mul(tf.mul(tf.scalar(1), x), tf.ones([2, 3])), shapes: [[2, 3]] },
  'a relu whose gradient is taken from another tensor': {
    run: (x) => {
      const reluTwice = (y: tf.Tensor) => tf.relu(tf.sub(tf.relu(y), tf.scalar(0.25)))
      return tf.grad(reluTwice)(x)
    },
    shapes: [[3, 4]],
  },
  'reshapes of reshapes': {
    run: (x) => tf.transpose(tf.squeeze(tf.expandDims(tf.reshape(tf.reshape(x, [4, 3]), [2, 6]), 1), [1])),
    shapes: [[3, 4]],
  },
  'a max-pooled relu and its gradient': { run: pooledRelu(2, 2), shapes: [[2, 6, 6, 3]] },
  'a relu pooled in windows that overlap, with ties': {
    run: (x) => pooledRelu(3, 1)(tf.round(tf.mul(x, 2))),
    shapes: [[2, 6, 6, 3]],
  },
  'a max-pooled relu that something else reads as well': {
    run: (x) => {
      const loss = (y: tf.Tensor) => {
        const activated = tf.relu(y) as tf.Tensor4D
        return tf.add<tf.Scalar>(tf.sum(tf.square(tf.maxPool(activated, 2, 2, 'same'))), tf.sum(activated))
      }
      return tf.grad(loss)(x)
    },
    shapes: [[1, 4, 4, 2]],
  },
  'casts to the type that is there': { run: (x) => tf.neg(tf.cast(x, 'float32')), shapes: [[3]] },
  'values from JavaScript': { run: (x) => tf.mul(x, tf.tensor1d([1, 2, 3])), shapes: [[2, 3]] },
}

describe('a recording, replayed for other values,', () => {
  it.each(Object.entries(cases))('equals the single operations: %s', (_, { run, shapes }) => {
    const tensors = (seed: number) => shapes.map((shape, i) => numbers(seed + i, shape))
    const { expected, replayed } = recordAndReplay(run, tensors(1), tensors(100))
    expectClose(replayed, expected)
  })

  it('has a dense layer as plain products with a bias that fuses with them', () => {
    const { run, shapes } = cases['a dense layer with its gradient']!
    const tensors = shapes.map((shape, i) => numbers(i, shape))
    const { operations } = recordAndReplay(run, tensors, tensors)
    expect(operations).not.toContain('BatchMatMulV2')
    expect(operations.filter((name) => name === 'MatMul')).toHaveLength(2)
    expect(operations).toContain('BiasAdd')
    expect(operations).toContain('BiasAddGrad')
  })

  it('has the gradient of a convolution for its input as a convolution, unless it has a stride', () => {
    const { run, shapes } = cases['gradients of convolutions for their inputs']!
    const tensors = shapes.map((shape, i) => numbers(i, shape))
    const { operations } = recordAndReplay(run, tensors, tensors)
    expect(operations.filter((name) => name === 'Conv2D')).toHaveLength(2 + 2 + 1)
    expect(operations.filter((name) => name === 'Conv2DBackpropInput')).toHaveLength(1)
  })

  it('has the gradient of a max-pooled relu on the pooled elements alone', () => {
    const images = tf.tidy(() => tf.concat([numbers(1, [1, 4, 4, 2]), tf.mul(numbers(2, [1, 4, 4, 2]), -1)]))
    const { expected, replayed, operations } = recordAndReplay(pooledRelu(2, 2), [images], [images])
    expect(replayed).toEqual(expected)
    expect(operations.indexOf('MaxPool')).toBeLessThan(operations.indexOf('Relu'))
    expect(operations.indexOf('ReluGrad')).toBeLessThan(operations.indexOf('MaxPoolGrad'))
    images.dispose()
  })

  it('has nothing that the result does not depend on', () => {
    const run = (x: tf.Tensor | undefined) => {
      tf.exp(x!)
      return tf.neg(x!)
    }
    const { operations } = recordAndReplay(run, [numbers(1, [2])], [numbers(2, [2])])
    expect(operations).toEqual(['Placeholder', 'Neg', 'Identity'])
  })
})

describe('a recorder', () => {
  it('gives the binding back, even where what it records fails', () => {
    const { binding } = nativeInternals()
    expect(() =>
      record(() => {
        throw new Error('in the middle')
      }),
    ).toThrow('in the middle')
    expect(nativeInternals().binding).toBe(binding)
  })

  it('keeps the values that came from JavaScript', () => {
    const { recording } = record(() => tensorId(tf.neg(tf.tensor1d([1, 2]))))
    expect([...recording.constants.values()]).toEqual([
      { shape: [2], dtype: dataTypes.float32, values: Float32Array.of(1, 2) },
    ])
  })
})
