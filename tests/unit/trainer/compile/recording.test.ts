/** Recording, simplifying and replaying: what comes out of the graph is what the single operations gave. */
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { nativeInternals, tensorId } from '../../../../src/trainer/compile/binding'
import { dataTypes, GraphBuilder } from '../../../../src/trainer/compile/graph'
import { record } from '../../../../src/trainer/compile/recorder'
import { addRecording, type Binding } from '../../../../src/trainer/compile/replay'
import { GraphSession } from '../../../../src/trainer/compile/session'
import { useBackend } from '../support/backends'

beforeAll(() => useBackend('tensorflow'))

/** Records a function of float tensors, and replays it for other values. @returns both results and the graph's nodes */
function recordAndReplay(
  run: (...inputs: tf.Tensor[]) => tf.Tensor,
  recordedOn: tf.Tensor[],
  replayedOn: tf.Tensor[],
) {
  return tf.tidy(() => {
    const expected = Array.from(run(...replayedOn).dataSync())
    const bound = recordedOn.map((tensor) => ({ id: tensorId(tensor), shape: tensor.shape }))
    const { result, recording } = record(() => tensorId(run(...recordedOn)))
    const builder = new GraphBuilder()
    const feeds = bound.map(({ shape }, i) => ({
      name: builder.placeholder(`input_${i}`, dataTypes.float32, shape),
      dtype: dataTypes.float32,
      shape,
    }))
    const bindings = new Map<number, Binding>(
      bound.map(({ id, shape }, i) => [id, { shape, dtype: dataTypes.float32, output: feeds[i]!.name }]),
    )
    const [output] = addRecording(builder, recording, bindings, [result])
    const fetched = builder.fetchAfter(output!, dataTypes.float32, [], 'fetched')
    const session = GraphSession.load(builder.nodes)
    const values = replayedOn.map((tensor) => tensor.dataSync<'float32'>())
    const replayed = Array.from(session.call(feeds, [fetched])(...values)[0]!)
    session.dispose()
    return { expected, replayed, operations: builder.nodes.map(({ op }) => op) }
  })
}

const numbers = (seed: number, shape: number[]) => tf.randomUniform(shape, -1, 1, 'float32', seed)

function expectClose(actual: number[], expected: number[]): void {
  expect(actual).toHaveLength(expected.length)
  actual.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(2e-6))
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
