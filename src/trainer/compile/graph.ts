/** A TensorFlow graph as it is put together: nodes by name, and what flows between them. */

/** TensorFlow's numbers for the types a training graph uses. */
export const dataTypes = { float32: 1, int32: 3, int64: 9, bool: 10 } as const

export interface ShapeValue {
  dim: { size: number }[]
  unknownRank?: boolean
}

export interface TensorValue {
  dtype: number
  shape: ShapeValue
  content: Uint8Array
}

/** An attribute of a node: exactly one field is set. */
export interface AttributeValue {
  s?: Uint8Array
  i?: number
  f?: number
  b?: boolean
  type?: number
  shape?: ShapeValue
  tensor?: TensorValue
  list?: { s?: Uint8Array[]; i?: number[]; f?: number[]; b?: boolean[]; type?: number[] }
}

/** An output of a node ("name" is its first, "name:2" its third), or a control input ("^name"). */
export type Output = string

export interface GraphNode {
  name: string
  op: string
  inputs: Output[]
  attributes: Record<string, AttributeValue>
}

export const shapeValue = (shape: readonly number[]): ShapeValue => ({ dim: shape.map((size) => ({ size })) })

/** Output `index` of the node that `output` belongs to. */
export function outputOf(node: Output, index: number): Output {
  return index === 0 ? node : `${node}:${index}`
}

/** "Wait for the node that this output comes from." */
export function control(output: Output): Output {
  return `^${output.replace(/^\^/, '').replace(/:\d+$/, '')}`
}

export class GraphBuilder {
  readonly nodes: GraphNode[] = []
  private readonly names = new Set<string>()
  private readonly constants = new Map<string, Output>()
  private scope = ''

  /** Names of the nodes that `build` adds begin with `scope/`. */
  within<Result>(scope: string, build: () => Result): Result {
    const outer = this.scope
    this.scope = `${outer}${scope}/`
    try {
      return build()
    } finally {
      this.scope = outer
    }
  }

  /** Adds a node; its name is made unique. @returns its first output */
  add(
    op: string,
    inputs: readonly Output[],
    attributes: Record<string, AttributeValue> = {},
    name = op,
  ): Output {
    // Names must not begin with an underscore or a digit.
    const wanted = this.scope + name.replace(/[^A-Za-z0-9.\-/]/g, '.').replace(/^[^A-Za-z.]/, 'n$&')
    let unique = wanted
    for (let i = 1; this.names.has(unique); i++) unique = `${wanted}.${i}`
    this.names.add(unique)
    this.nodes.push({ name: unique, op, inputs: [...inputs], attributes })
    return unique
  }

  placeholder(name: string, dtype: number, shape: readonly number[]): Output {
    return this.add('Placeholder', [], { dtype: { type: dtype }, shape: { shape: shapeValue(shape) } }, name)
  }

  /** A constant; the same value is added once. */
  constant(values: Float32Array | Int32Array | Uint8Array, shape: readonly number[], dtype: number): Output {
    const content = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    const key =
      content.length <= 256 ? `${dtype} ${shape.join()} ${Buffer.from(content).toString('base64')}` : null
    const known = key === null ? undefined : this.constants.get(key)
    if (known !== undefined) return known
    const outer = this.scope
    this.scope = ''
    const tensor = { dtype, shape: shapeValue(shape), content: content.slice() }
    const output = this.add('Const', [], { dtype: { type: dtype }, value: { tensor } })
    this.scope = outer
    if (key !== null) this.constants.set(key, output)
    return output
  }

  /** The parts of a tensor along its first axis, which has `count` of them. */
  unpack(value: Output, count: number, dtype: number): Output[] {
    const node = this.add('Unpack', [value], { T: { type: dtype }, num: { i: count }, axis: { i: 0 } })
    return Array.from({ length: count }, (_, i) => outputOf(node, i))
  }

  /** Rows of `params` along its first axis. */
  gatherRows(params: Output, indices: Output, dtype: number): Output {
    const axis = this.constant(new Int32Array(1), [], dataTypes.int32)
    const int32 = { type: dataTypes.int32 }
    return this.add('GatherV2', [params, indices, axis], {
      Tparams: { type: dtype },
      Tindices: int32,
      Taxis: int32,
    })
  }

  float(value: number): Output {
    return this.constant(Float32Array.of(value), [], dataTypes.float32)
  }

  /** Something to fetch that is there only when all of `after` are done. */
  fetchAfter(value: Output, dtype: number, after: readonly Output[], name: string): Output {
    return this.add('Identity', [value, ...after.map(control)], { T: { type: dtype } }, name)
  }
}
