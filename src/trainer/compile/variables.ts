/** The variables of a compiled graph: weights, optimiser slots and the data, which live in the library from step to step. */
import type { NamedTensor } from '../step/step-engine'
import type { TensorValues } from './binding'
import { shapeOfPart } from './cut-recording'
import { dataTypes, shapeValue, type GraphBuilder, type Output } from './graph'
import type { Feed, GraphSession } from './session'

/** What a graph has of a variable, or of one part of its columns. */
export interface VariablePart {
  handle: Output
  /** Reads the value as it is before a call's steps. */
  read: Output
  feed: Feed
  /** To fetch, so that the variable takes what is fed. */
  assigned: Output
}

export interface GraphVariable {
  name: string
  shape: number[]
  dtype: number
  /** One, or equal parts of the columns (the last axis), each a variable of TensorFlow's. */
  parts: VariablePart[]
}

export type VariableValues = ReadonlyMap<string, Float32Array | Int32Array>

/** Declares variables in a graph, and moves their values in and out of its session. */
export class Variables {
  private readonly all = new Map<string, GraphVariable>()

  constructor(private readonly builder: GraphBuilder) {}

  /** @param columnParts parts that the columns are cut into; values go in and out whole all the same */
  declare(
    name: string,
    shape: readonly number[],
    dtype: number = dataTypes.float32,
    columnParts = 1,
  ): GraphVariable {
    const ofPart = shapeOfPart(shape, columnParts)
    const parts = Array.from({ length: columnParts }, (_, part) =>
      this.declarePart(columnParts === 1 ? name : `${name}/columns/${part}`, ofPart, dtype),
    )
    const variable = { name, shape: [...shape], dtype, parts }
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
    const parts = [...values].flatMap(([name, value]) => {
      const variable = this.get(name)
      const ofParts = cutValues(value, variable.shape.at(-1) ?? 1, variable.parts.length)
      return variable.parts.map((part, i) => ({ ...part, value: ofParts[i]! }))
    })
    const call = session.call(
      parts.map(({ feed }) => feed),
      parts.map(({ assigned }) => assigned),
    )
    call(...parts.map(({ value }) => value))
  }

  read(session: GraphSession, names: readonly string[]): NamedTensor[] {
    if (names.length === 0) return []
    const variables = names.map((name) => this.get(name))
    const reads = variables.flatMap(({ parts }) => parts.map(({ read }) => read))
    const values = session.call([], reads)()
    return variables.map(({ name, shape, parts }) => {
      const ofParts = values.splice(0, parts.length)
      return { name, shape, values: joinValues(ofParts, shape.at(-1) ?? 1) }
    })
  }

  private declarePart(name: string, shape: readonly number[], dtype: number): VariablePart {
    const { builder } = this
    const type = { type: dtype }
    return builder.within('variables', () => {
      const sharedName = { s: new TextEncoder().encode(name) }
      const declaration = { dtype: type, shape: { shape: shapeValue(shape) }, shared_name: sharedName }
      const handle = builder.add('VarHandleOp', [], declaration, name)
      const read = builder.add('ReadVariableOp', [handle], { dtype: type }, `${name}/read`)
      const placeholder = builder.placeholder(`${name}/feed`, dtype, shape)
      const assign = builder.add('AssignVariableOp', [handle, placeholder], { dtype: type }, `${name}/assign`)
      const zero = builder.constant(new Int32Array(1), [], dataTypes.int32)
      const assigned = builder.fetchAfter(zero, dataTypes.int32, [assign], `${name}/assigned`)
      return { handle, read, feed: { name: placeholder, dtype, shape: [...shape] }, assigned }
    })
  }
}

/** @param columns length of a row @returns equal parts of the columns of row-major values, each row-major */
function cutValues(
  values: Float32Array | Int32Array,
  columns: number,
  parts: number,
): (Float32Array | Int32Array)[] {
  if (parts === 1) return [values]
  const width = columns / parts
  return Array.from({ length: parts }, (_, part) => {
    const cut = new Float32Array(values.length / parts)
    for (let from = part * width, to = 0; from < values.length; from += columns, to += width) {
      cut.set(values.subarray(from, from + width), to)
    }
    return cut
  })
}

/** The inverse of `cutValues`. */
function joinValues(parts: readonly TensorValues[], columns: number): Float32Array {
  if (parts.length === 1) return Float32Array.from(parts[0]!)
  const width = columns / parts.length
  const joined = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  parts.forEach((values, part) => {
    for (let from = 0, to = part * width; from < values.length; from += width, to += columns) {
      joined.set(values.subarray(from, from + width), to)
    }
  })
  return joined
}
