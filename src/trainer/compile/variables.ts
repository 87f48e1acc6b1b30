/** The variables of a compiled graph: weights, optimiser slots and the data, which live in the library from step to step. */
import type { NamedTensor } from '../step/step-engine'
import { dataTypes, shapeValue, type GraphBuilder, type Output } from './graph'
import type { Feed, GraphSession } from './session'

export interface GraphVariable {
  name: string
  shape: number[]
  dtype: number
  handle: Output
  /** Reads the value as it is outside of a step. */
  read: Output
  /** Takes a value: placeholder to feed, node to fetch. */
  feed: Output
  assigned: Output
}

/** Declares variables in a graph, and moves their values in and out of its session. */
export class Variables {
  private readonly all = new Map<string, GraphVariable>()

  constructor(private readonly builder: GraphBuilder) {}

  declare(name: string, shape: readonly number[], dtype: number = dataTypes.float32): GraphVariable {
    const { builder } = this
    const type = { type: dtype }
    const variable = builder.within('variables', () => {
      const handle = builder.add(
        'VarHandleOp',
        [],
        { dtype: type, shape: { shape: shapeValue(shape) }, shared_name: { s: new TextEncoder().encode(name) } },
        name,
      )
      const read = builder.add('ReadVariableOp', [handle], { dtype: type }, `${name}/read`)
      const feed = builder.placeholder(`${name}/feed`, dtype, shape)
      const assign = builder.add('AssignVariableOp', [handle, feed], { dtype: type }, `${name}/assign`)
      const zero = builder.constant(new Int32Array(1), [], dataTypes.int32)
      const assigned = builder.fetchAfter(zero, dataTypes.int32, [assign], `${name}/assigned`)
      return { name, shape: [...shape], dtype, handle, read, feed, assigned }
    })
    this.all.set(name, variable)
    return variable
  }

  get(name: string): GraphVariable | undefined {
    return this.all.get(name)
  }

  write(session: GraphSession, name: string, values: Float32Array | Int32Array): void {
    const variable = this.all.get(name)!
    const feed: Feed = { name: variable.feed, dtype: variable.dtype, shape: variable.shape, values }
    session.run([feed], [variable.assigned])
  }

  read(session: GraphSession, names: readonly string[]): NamedTensor[] {
    if (names.length === 0) return []
    const variables = names.map((name) => this.all.get(name)!)
    const values = session.run([], variables.map(({ read }) => read))
    return variables.map(({ name, shape }, i) => ({ name, shape, values: Float32Array.from(values[i]!) }))
  }
}
