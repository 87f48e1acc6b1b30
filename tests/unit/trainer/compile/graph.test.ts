import { describe, expect, it } from 'vitest'
import { control, dataTypes, GraphBuilder, outputOf } from '../../../../src/trainer/compile/graph'

describe('GraphBuilder', () => {
  it('makes names unique within their scope', () => {
    const builder = new GraphBuilder()
    const names = builder.within('train', () => [builder.add('Relu', []), builder.add('Relu', [])])
    expect([...names, builder.add('Relu', [])]).toEqual(['train/Relu', 'train/Relu.1', 'Relu'])
  })

  it('makes names that TensorFlow takes', () => {
    const builder = new GraphBuilder()
    expect(builder.add('NoOp', [], {}, '2nd layer_1/kernel')).toMatch(/^[A-Za-z.][A-Za-z0-9_.\-/]*$/)
  })

  it('adds a constant once, and tells constants of other types and shapes apart', () => {
    const builder = new GraphBuilder()
    const zero = builder.constant(new Float32Array(1), [], dataTypes.float32)
    expect(builder.within('inner', () => builder.constant(new Float32Array(1), [], dataTypes.float32))).toBe(
      zero,
    )
    const others = [
      builder.constant(new Float32Array(1), [1], dataTypes.float32),
      builder.constant(new Int32Array(1), [], dataTypes.int32),
      builder.float(-0),
    ]
    expect(new Set([zero, ...others]).size).toBe(4)
    expect(builder.nodes).toHaveLength(4)
  })

  it('keeps the values of a constant whose array is changed later', () => {
    const builder = new GraphBuilder()
    const values = Float32Array.of(1, 2)
    builder.constant(values, [2], dataTypes.float32)
    values[0] = 7
    const { content } = builder.nodes[0]!.attributes['value']!.tensor!
    expect(Array.from(new Float32Array(content.buffer, content.byteOffset, 2))).toEqual([1, 2])
  })

  it('waits for nodes, not for their outputs', () => {
    const builder = new GraphBuilder()
    builder.fetchAfter('loss', dataTypes.float32, ['update', 'split:3', '^done'], 'losses')
    expect(builder.nodes[0]!.inputs).toEqual(['loss', '^update', '^split', '^done'])
  })
})

it('outputs are named as TensorFlow names them', () => {
  expect([outputOf('a', 0), outputOf('a', 2), control('a:2')]).toEqual(['a', 'a:2', '^a'])
})
