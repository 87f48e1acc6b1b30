/** A batch that is cut into parts gives what the whole gives. */
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { useBackend } from '../support/backends'
import { expectClose, numbers, recordAndReplay } from './support/replay'

beforeAll(() => useBackend('tensorflow'))

type Run = (...inputs: tf.Tensor[]) => tf.Tensor

/** Logits of a small network with convolutions, pooling and two dense layers, and what its weights' gradients are. */
const network: Run = (images, filter, bias, dense, output) => {
  const loss = (f: tf.Tensor, b: tf.Tensor, d: tf.Tensor, o: tf.Tensor) => {
    const convolved = tf.add(tf.conv2d(images as tf.Tensor4D, f as tf.Tensor4D, 1, 'same'), b)
    const pooled = tf.maxPool(tf.relu(convolved) as tf.Tensor4D, 2, 2, 'same')
    const averaged = tf.avgPool(pooled, 2, 1, 'same')
    const flat: tf.Tensor2D = tf.reshape(averaged, [images.shape[0], -1])
    const hidden = tf.tanh(tf.matMul(flat, d as tf.Tensor2D))
    const logits = tf.matMul(hidden, o)
    // A loss that looks at all rows at once.
    return tf.mean<tf.Scalar>(tf.square(tf.sub(logits, tf.mean(logits, 0))))
  }
  const gradients = tf.grads(loss)([filter, bias, dense, output])
  return tf.concat(gradients.map((gradient) => tf.reshape(gradient, [-1])))
}
const networkShapes = (rows: number) => [[rows, 4, 4, 2], [3, 3, 2, 3], [3], [12, 5], [5, 4]]

const cases: Record<string, { run: Run; shapes: number[][] }> = {
  'the gradients of a network': { run: network, shapes: networkShapes(4) },
  'strided and depthwise convolutions': {
    run: (images, filter, depthwise) => {
      const loss = (f: tf.Tensor, d: tf.Tensor) => {
        const strided = tf.tanh(tf.conv2d(images as tf.Tensor4D, f as tf.Tensor4D, 2, 'same'))
        const separate = tf.depthwiseConv2d(strided, d as tf.Tensor4D, 1, 'same')
        return tf.sum<tf.Scalar>(tf.square(separate))
      }
      return tf.concat(
        tf
          .grads(loss)([filter, depthwise])
          .map((gradient) => tf.reshape(gradient, [-1])),
      )
    },
    shapes: [
      [4, 6, 6, 2],
      [3, 3, 2, 3],
      [3, 3, 3, 1],
    ],
  },
  'one value for all rows, and one for each': {
    run: (x, row, column) => tf.add(tf.mul(tf.relu(x), row), column),
    shapes: [
      [6, 3],
      [1, 3],
      [6, 1],
    ],
  },
  'sums over the last axes, and over the rows': {
    run: (x) => tf.concat([tf.sum(tf.relu(x), [1, 2]), tf.sum(tf.relu(x), [0, 2])]),
    shapes: [[4, 3, 2]],
  },
  'operations that no rule knows': {
    run: (x) => tf.cumsum(tf.reverse(tf.relu(x), 0), 0),
    shapes: [[4, 3]],
  },
}

describe('a batch in parts', () => {
  it.each(Object.entries(cases))('gives what the whole gives: %s', (_, { run, shapes }) => {
    const tensors = (seed: number) => shapes.map((shape, i) => numbers(seed + i, shape))
    const { expected, replayed } = recordAndReplay(run, tensors(1), tensors(100), { rows: 2 })
    expectClose(replayed, expected)
  })

  it('computes convolutions and products of the batch part by part, and the loss once', () => {
    const tensors = networkShapes(6).map((shape, i) => numbers(i, shape))
    const count = (parts: number) => {
      const { operations } = recordAndReplay(network, tensors, tensors, { rows: parts })
      return (name: string) => operations.filter((one) => one === name).length
    }
    const [whole, inParts] = [count(1), count(3)]
    for (const name of ['Conv2D', 'MaxPool', 'Conv2DBackpropFilter', 'MaxPoolGrad']) {
      expect([name, inParts(name)]).toEqual([name, 3 * whole(name)])
    }
    expect(inParts('Mean')).toBe(whole('Mean'))
    expect(inParts('ConcatV2')).toBe(whole('ConcatV2') + 1)
  })

  it('stays whole where its rows cannot be cut evenly', () => {
    const tensors = networkShapes(5).map((shape, i) => numbers(i, shape))
    const { operations, replayed, expected } = recordAndReplay(network, tensors, tensors, { rows: 2 })
    expect(operations).not.toContain('Split')
    expectClose(replayed, expected)
  })
})
