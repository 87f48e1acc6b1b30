/** The variables of a compiled graph: weights, optimiser slots and the data, which live in the library from step to step. */
import type { NamedTensor } from '../step/step-engine'
import { dataTypes, shapeValue, type GraphBuilder, type Output } from './graph'
import type { Feed, GraphSession } from './session'

export interface GraphVariable {
  name: string
  shape: number[]
  dtype: number
  handle: Output
  /** Reads the value as it is before a call's steps. */
  read: Output
  feed: Feed
  /** To fetch, so that the variable takes what is fed. */
  assigned: Output
}

export type VariableValues = ReadonlyMap<string, Float32Array | Int32Array>

/** Declares variables in a graph, and moves their values in and out of its session. */
export class Variables {
  private readonly all = new Map<string, GraphVariable>()

  constructor(private readonly builder: GraphBuilder) {}

  declare(name: string, shape: readonly number[], dtype: number = dataTypes.float32): GraphVariable {
    const { builder } = this
    const type = { type: dtype }
    const variable = builder.within('variables', () => {
      const sharedName = { s: new TextEncoder().encode(name) }
      const declaration = { dtype: type, shape: { shape: shapeValue(shape) }, shared_name: sharedName }
      const handle = builder.add('VarHandleOp', [], declaration, name)
      const read = builder.add('ReadVariableOp', [handle], { dtype: type }, `${name}/read`)
      const placeholder = builder.placeholder(`${name}/feed`, dtype, shape)
      const assign = builder.add('AssignVariableOp', [handle, placeholder], { dtype: type }, `${name}/assign`)
      const zero = builder.constant(new Int32Array(1), [], dataTypes.int32)
      const assigned = builder.fetchAfter(zero, dataTypes.int32, [assign], `${name}/assigned`)
      const feed: Feed = { name: placeholder, dtype, shape: [...shape] }
      return { name, shape: [...shape], dtype, handle, read, feed, assigned }
    })
    this.all.set(name, variable)
    return variable
  }

  get(name: string): GraphVariable {
    const variable = this.all.get(name)
    if (variable === undefined) throw new Error(`The graph has no variable "${name}".`)
    return variable
  }

  /** Sets variables, in one call. */
  write(session: GraphSession, values: VariableValues): void {
    const variables = [...values.keys()].map((name) => this.get(name))
    const call = session.call(
      variables.map(({ feed }) => feed),
      variables.map(({ assigned }) => assigned),
    )
    call(...values.values())
  }

  read(session: GraphSession, names: readonly string[]): NamedTensor[] {
    if (names.length === 0) return []
    const variables = names.map((name) => this.get(name))
    const values = session.call(
      [],
      variables.map(({ read }) => read),
    )()
    return variables.map(({ name, shape }, i) => ({ name, shape, values: Float32Array.from(values[i]!) }))
  }
}
