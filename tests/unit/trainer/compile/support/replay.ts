import * as tf from '@tensorflow/tfjs'
import { expect } from 'vitest'
import { tensorId } from '../../../../../src/trainer/compile/binding'
import { dataTypes, GraphBuilder } from '../../../../../src/trainer/compile/graph'
import { record } from '../../../../../src/trainer/compile/recorder'
import { addRecording, type Binding } from '../../../../../src/trainer/compile/replay'
import { GraphSession } from '../../../../../src/trainer/compile/session'

/**
 * Records a function of float tensors, and replays it for other values.
 * @param parts that the rows of the first tensor are cut into
 * @returns both results and the graph's operations
 */
export function recordAndReplay(
  run: (...inputs: tf.Tensor[]) => tf.Tensor,
  recordedOn: tf.Tensor[],
  replayedOn: tf.Tensor[],
  parts = 1,
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
      bound.map(({ id, shape }, i) => [id, { shape, dtype: dataTypes.float32, outputs: [feeds[i]!.name] }]),
    )
    const batch = { inputs: bound[0]!.id, parts }
    const [[output]] = addRecording(builder, recording, bindings, [result], { batch }) as [[string]]
    const fetched = builder.fetchAfter(output, dataTypes.float32, [], 'fetched')
    const session = GraphSession.load(builder.nodes)
    const values = replayedOn.map((tensor) => tensor.dataSync<'float32'>())
    const replayed = Array.from(session.call(feeds, [fetched])(...values)[0]!)
    session.dispose()
    return { expected, replayed, operations: builder.nodes.map(({ op }) => op) }
  })
}

export const numbers = (seed: number, shape: number[]) => tf.randomUniform(shape, -1, 1, 'float32', seed)

export function expectClose(actual: number[], expected: number[]): void {
  expect(actual).toHaveLength(expected.length)
  actual.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(2e-6))
}
