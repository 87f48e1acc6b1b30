import * as tf from '@tensorflow/tfjs'
import { expect } from 'vitest'
import { tensorId } from '../../../../../src/trainer/compile/binding'
import { dataTypes, GraphBuilder, type Output } from '../../../../../src/trainer/compile/graph'
import { record } from '../../../../../src/trainer/compile/recorder'
import { addRecording, type Binding } from '../../../../../src/trainer/compile/replay'
import { GraphSession } from '../../../../../src/trainer/compile/session'

/** How a replay is cut. */
export interface ReplayCut {
  /** Parts that the rows of the first tensor are cut into. */
  rows?: number
  /** Tensors, by their place, that come as two halves of their columns. */
  columnsOf?: readonly number[]
  /** Whether the result is wanted as two halves of its columns; they are joined afterwards. */
  resultInParts?: boolean
}

/**
 * Records a function of float tensors, and replays it for other values.
 * @returns both results and the graph's operations
 */
export function recordAndReplay(
  run: (...inputs: tf.Tensor[]) => tf.Tensor,
  recordedOn: tf.Tensor[],
  replayedOn: tf.Tensor[],
  { rows = 1, columnsOf = [], resultInParts = false }: ReplayCut = {},
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
      bound.map(({ id, shape }, i) => {
        const { name } = feeds[i]!
        const outputs = columnsOf.includes(i) ? halves(builder, name, shape.length - 1) : [name]
        return [id, { shape, dtype: dataTypes.float32, outputs }]
      }),
    )
    const [found] = addRecording(builder, recording, bindings, [result], {
      batch: { inputs: bound[0]!.id, parts: rows },
      wantedInParts: new Set(resultInParts ? [result] : []),
    })
    const whole = found!.length === 1 ? found![0]! : joined(builder, found!)
    const fetched = builder.fetchAfter(whole, dataTypes.float32, [], 'fetched')
    const session = GraphSession.load(builder.nodes)
    const values = replayedOn.map((tensor) => tensor.dataSync<'float32'>())
    const replayed = Array.from(session.call(feeds, [fetched])(...values)[0]!)
    session.dispose()
    return { expected, replayed, operations: builder.nodes.map(({ op }) => op), parts: found!.length }
  })
}

function halves(builder: GraphBuilder, value: Output, axis: number): Output[] {
  const split = builder.add('Split', [builder.constant(Int32Array.of(axis), [], dataTypes.int32), value], {
    T: { type: dataTypes.float32 },
    num_split: { i: 2 },
  })
  return [split, `${split}:1`]
}

/** Matrices side by side. */
function joined(builder: GraphBuilder, parts: readonly Output[]): Output {
  const axis = builder.constant(Int32Array.of(1), [], dataTypes.int32)
  return builder.add('ConcatV2', [...parts, axis], {
    T: { type: dataTypes.float32 },
    Tidx: { type: dataTypes.int32 },
    N: { i: parts.length },
  })
}

export const numbers = (seed: number, shape: number[]) => tf.randomUniform(shape, -1, 1, 'float32', seed)

export function expectClose(actual: number[], expected: number[]): void {
  expect(actual).toHaveLength(expected.length)
  actual.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(2e-6))
}
