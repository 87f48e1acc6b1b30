import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { dataTypes, GraphBuilder } from '../../../../src/trainer/compile/graph'
import { GraphSession } from '../../../../src/trainer/compile/session'
import { Variables } from '../../../../src/trainer/compile/variables'
import { useBackend } from '../support/backends'

const float = { type: dataTypes.float32 }

const folder = mkdtempSync(join(tmpdir(), 'graph-session-test-'))

beforeAll(() => {
  vi.stubEnv('TMPDIR', folder)
  return useBackend('tensorflow')
})
afterAll(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

describe('a graph session', () => {
  it('computes what its graph says, call after call', () => {
    const builder = new GraphBuilder()
    const x = builder.placeholder('x', dataTypes.float32, [3])
    const product = builder.add('Mul', [x, builder.float(2)], { T: float })
    const sum = builder.add('AddV2', [product, builder.float(1)], { T: float })
    const session = GraphSession.load(builder.nodes)
    const call = session.call([{ name: x, dtype: dataTypes.float32, shape: [3] }], [sum, product])
    expect(call(Float32Array.of(1, 2, 3)).map((values) => Array.from(values))).toEqual([
      [3, 5, 7],
      [2, 4, 6],
    ])
    expect(Array.from(call(Float32Array.of(-1, 0, 0.5))[0]!)).toEqual([-1, 1, 2])
    session.dispose()
  })

  it('leaves no files behind', () => {
    const builder = new GraphBuilder()
    builder.float(1)
    GraphSession.load(builder.nodes).dispose()
    expect(readdirSync(folder)).toEqual([])
  })

  it("says in TensorFlow's words what is wrong with a graph, and leaves no files behind", () => {
    const builder = new GraphBuilder()
    builder.add('NoSuchOperation', [])
    expect(() => GraphSession.load(builder.nodes)).toThrow(/NoSuchOperation/)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('variables', () => {
  it('take values in, keep them from call to call, and give them back', () => {
    const builder = new GraphBuilder()
    const variables = new Variables(builder)
    const a = variables.declare('layer_1/kernel', [2, 2])
    variables.declare('layer_1/bias', [2])
    const doubled = builder.add('Mul', [a.parts[0]!.read, builder.float(2)], { T: float })
    const session = GraphSession.load(builder.nodes)
    variables.write(
      session,
      new Map([
        ['layer_1/kernel', Float32Array.of(1, 2, 3, 4)],
        ['layer_1/bias', Float32Array.of(5, 6)],
      ]),
    )
    expect(Array.from(session.call([], [doubled])()[0]!)).toEqual([2, 4, 6, 8])
    variables.write(session, new Map([['layer_1/bias', Float32Array.of(7, 8)]]))
    expect(variables.read(session, ['layer_1/bias', 'layer_1/kernel'])).toEqual([
      { name: 'layer_1/bias', shape: [2], values: Float32Array.of(7, 8) },
      { name: 'layer_1/kernel', shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) },
    ])
    session.dispose()
  })

  it('whose columns are cut go in and out whole', () => {
    const builder = new GraphBuilder()
    const variables = new Variables(builder)
    const { parts } = variables.declare('kernel', [2, 4], dataTypes.float32, 2)
    const session = GraphSession.load(builder.nodes)
    const values = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)
    variables.write(session, new Map([['kernel', values]]))
    const read = session.call(
      [],
      parts.map((part) => part.read),
    )
    expect(read().map((part) => Array.from(part))).toEqual([
      [1, 2, 5, 6],
      [3, 4, 7, 8],
    ])
    expect(variables.read(session, ['kernel'])).toEqual([{ name: 'kernel', shape: [2, 4], values }])
    session.dispose()
  })

  it('of two sessions are their own', () => {
    const load = (value: number) => {
      const builder = new GraphBuilder()
      const variables = new Variables(builder)
      variables.declare('v', [1])
      const session = GraphSession.load(builder.nodes)
      variables.write(session, new Map([['v', Float32Array.of(value)]]))
      return () => variables.read(session, ['v'])[0]!.values[0]
    }
    const [first, second] = [load(1), load(2)]
    expect([first(), second()]).toEqual([1, 2])
  })
})
