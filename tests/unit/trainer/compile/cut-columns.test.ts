/** Weights whose columns are cut into parts give what the whole ones give. */
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { useBackend } from '../support/backends'
import { expectClose, numbers, recordAndReplay } from './support/replay'

beforeAll(() => useBackend('tensorflow'))

type Run = (...inputs: tf.Tensor[]) => tf.Tensor

/** Loss of a network of three dense layers, with a penalty and a mask as of dropout. */
const lossOf = (...[x, first, bias, second, last, mask]: tf.Tensor[]): tf.Scalar => {
  const hidden = tf.relu(tf.add(tf.matMul(x!, first!), bias!))
  const masked: tf.Tensor2D = tf.mul(hidden, mask!)
  const logits = tf.matMul(tf.tanh(tf.matMul(masked, second!)), last!)
  const penalty = tf.add(tf.sum(tf.square(first!)), tf.sum(tf.square(second!)))
  return tf.add(tf.mean(tf.square(tf.sub(logits, tf.mean(logits, 0)))), tf.mul(0.01, penalty))
}
const shapes = [[5, 3], [3, 4], [4], [4, 6], [6, 3], [5, 4]]
const [first, second] = [1, 3]
const gradientOf = (weight: number): Run => {
  return (...tensors) => tf.grads(lossOf)(tensors)[weight]!
}
/** Scaled as by a clipped norm, which sums the squares of all. */
const clippedGradient: Run = (...tensors) => {
  const gradients = tf.grads(lossOf)(tensors)
  const norm = tf.sqrt(tf.addN(gradients.slice(1, 5).map((gradient) => tf.sum(tf.square(gradient)))))
  return tf.div(gradients[second]!, norm)
}

const cases: Record<string, { run: Run; resultInParts?: boolean }> = {
  'a loss': { run: lossOf },
  'the gradient of a weight that is cut, whole': { run: gradientOf(first) },
  'the gradient of a weight that is cut, in parts': { run: gradientOf(second), resultInParts: true },
  'the gradient of the first weight, in parts': { run: gradientOf(first), resultInParts: true },
  'the gradient of a bias': { run: gradientOf(2) },
  'the gradient of a weight that is not cut': { run: gradientOf(4) },
  'a clipped gradient, in parts': { run: clippedGradient, resultInParts: true },
  'a weight that is used twice': {
    run: (x, weight) => {
      const squared: Run = (w) => tf.matMul(tf.matMul(x, w), w, false, true)
      const loss = (w: tf.Tensor) => tf.sum<tf.Scalar>(tf.square(squared(w)))
      return tf.grad(loss)(weight)
    },
    resultInParts: true,
  },
  'a weight that is transposed, gathered from and cut elsewhere': {
    run: (_, weight) => {
      const loss = (w: tf.Tensor) => {
        const [left] = tf.split(w, [1, 3], 1) as [tf.Tensor]
        const gathered = tf.gather(w, tf.tensor1d([2, 0], 'int32'))
        const product = tf.matMul(tf.transpose(w), w)
        return tf.addN<tf.Scalar>([product, gathered, left].map((one) => tf.sum(tf.square(one))))
      }
      return tf.grad(loss)(weight)
    },
    resultInParts: true,
  },
  'sums of each row, and of each column': {
    run: (_, weight) => tf.concat([tf.sum(tf.square(weight), 0), tf.sum(tf.square(weight), 1)]),
  },
  'one value for each row, and one for each column': {
    run: (x, weight) => tf.add(tf.mul(weight, numbers(9, [3, 1])), tf.mean(x)),
  },
  'operations that no rule knows': { run: (_, weight) => tf.cumsum(tf.reverse(weight, 1), 0) },
}

describe('weights in column parts', () => {
  it.each(Object.entries(cases))('give what whole ones give: %s', (_, { run, resultInParts }) => {
    const tensors = (seed: number) => shapes.map((shape, i) => numbers(seed + i, shape))
    const cut = { columnsOf: [first, second], ...(resultInParts && { resultInParts }) }
    const { expected, replayed, parts } = recordAndReplay(run, tensors(1), tensors(100), cut)
    expectClose(replayed, expected)
    expect(parts).toBe(resultInParts ? 2 : 1)
  })

  it('and a batch in parts give what both whole give', () => {
    const tensors = (seed: number) => shapes.map((shape, i) => numbers(seed + i, i === 5 ? [6, 4] : shape))
    const batched = (seed: number) => [numbers(seed, [6, 3]), ...tensors(seed).slice(1)]
    const cut = { rows: 2, columnsOf: [first, second], resultInParts: true }
    const { expected, replayed, parts } = recordAndReplay(gradientOf(second), batched(1), batched(100), cut)
    expectClose(replayed, expected)
    expect(parts).toBe(2)
  })

  it('are never put together for the gradient of a layer', () => {
    const tensors = shapes.map((shape, i) => numbers(i, shape))
    const count = (columnsOf: number[]) => {
      const layers: Run = (x, a, bias, b, last, mask) => {
        const loss = (w: tf.Tensor) => {
          const hidden = tf.mul(tf.relu(tf.add(tf.matMul(x, w), bias)), mask)
          const logits = tf.matMul(tf.relu(tf.matMul(hidden, b)), last)
          return tf.sum<tf.Scalar>(tf.square(logits))
        }
        return tf.grad(loss)(a)
      }
      const { operations } = recordAndReplay(layers, tensors, tensors, {
        columnsOf,
        resultInParts: columnsOf.length > 0,
      })
      return (name: string) => operations.filter((one) => one === name).length
    }
    const [whole, inParts] = [count([]), count([first, second])]
    // The products with both weights, forwards and backwards, are there twice; those with the last one once.
    expect([whole('MatMul'), inParts('MatMul')]).toEqual([6, 10])
    // Joined are the activations of both layers, and here the result.
    expect(inParts('ConcatV2')).toBe(whole('ConcatV2') + 3)
  })
})
