/**
 * Rewrites a recording so that it computes the same with fewer and faster operations. tfjs is general: a dense layer
 * becomes a batched product of one, with reshapes around it. The rules need shapes, which a recording has.
 */
import { nativeInternals, type OperationAttribute, type TensorMetadata } from './binding'
import { convolveInputGradients } from './convolve-input-gradients'
import { dataTypes } from './graph'
import { poolBeforeRelu } from './pool-before-relu'
import { hasFlag, type RecordedConstant, type RecordedOperation, type Recording } from './recorder'

export type TensorType = Pick<TensorMetadata, 'shape' | 'dtype'>

/** Operations whose result has the elements of their first input, in the same order. */
const reshaping = new Set(['Reshape', 'ExpandDims', 'Squeeze', 'Identity'])

/**
 * @param bound types of the tensors that were there before the recording
 * @param wanted tensor ids that are wanted of the recording
 * @param newId gives ids for tensors that the recording did not have
 * @returns the shorter recording, and where in it the wanted tensors are
 */
export function simplify(
  recording: Recording,
  bound: ReadonlyMap<number, TensorType>,
  wanted: readonly number[],
  newId: () => number,
): { recording: Recording; wanted: number[] } {
  const types = typesOf(recording, bound)
  const pooledFirst = poolBeforeRelu(recording, wanted, newId)
  const convolved = convolveInputGradients(pooledFirst, (id) => types.get(id)?.shape, newId)
  const simplifier = new Simplifier(convolved, bound, newId)
  for (const operation of convolved.operations) simplifier.add(operation)
  return simplifier.finish(wanted)
}

/** Types of all tensors, but for those that neither the recording nor `bound` knows. */
export function typesOf(
  recording: Recording,
  bound: ReadonlyMap<number, TensorType>,
): Map<number, TensorType> {
  const ofOutputs = recording.operations.flatMap(({ outputs }) =>
    outputs.map((output) => [output.id, output] as const),
  )
  return new Map<number, TensorType>([...bound, ...recording.constants, ...ofOutputs])
}

class Simplifier {
  private readonly operations: RecordedOperation[] = []
  private readonly constants: Map<number, RecordedConstant>
  private readonly types: Map<number, TensorType>
  /** A tensor with the same elements in the same order, maybe in another shape. */
  private readonly roots = new Map<number, number>()
  /** Input of a relu → its output, which serves its gradient as well, and lets TensorFlow fuse what comes before. */
  private readonly reluOutputs = new Map<number, number>()
  /** Reshapes that are there already, by tensor and shape. */
  private readonly reshaped = new Map<string, number>()

  constructor(
    recording: Recording,
    bound: ReadonlyMap<number, TensorType>,
    private readonly newId: () => number,
  ) {
    this.constants = new Map(recording.constants)
    this.types = typesOf(recording, bound)
  }

  add(operation: RecordedOperation): void {
    const isRewritten =
      this.leaveOut(operation) ||
      this.rewriteProduct(operation) ||
      this.rewriteBias(operation) ||
      this.rewriteBiasGradient(operation)
    if (!isRewritten) this.keep(operation)
  }

  finish(wanted: readonly number[]): { recording: Recording; wanted: number[] } {
    const found = wanted.map((id) => this.find(id))
    return { recording: { operations: this.operations, constants: this.constants }, wanted: found }
  }

  private keep({ name, attributes, inputs, outputs }: RecordedOperation): void {
    const found = inputs.map((id) => this.find(id))
    if (name === 'Relu') this.reluOutputs.set(found[0]!, outputs[0]!.id)
    if (name === 'ReluGrad') found[1] = this.reluOutputs.get(found[1]!) ?? found[1]!
    this.operations.push({ name, attributes, inputs: found, outputs })
  }

  /** Reshapes, casts to the type that is there, and products with the constant 1 are other names for their input. */
  private leaveOut({ name, inputs, outputs }: RecordedOperation): boolean {
    const output = outputs[0]!
    const keepsElements =
      reshaping.has(name) || (name === 'Cast' && this.types.get(inputs[0]!)?.dtype === output.dtype)
    const source = keepsElements ? inputs[0]! : this.factorOfOne(name, inputs, output.shape)
    if (source === null || !this.types.has(source)) return false
    this.roots.set(output.id, this.root(source))
    return true
  }

  /** x where the operation is x · 1 or 1 · x. */
  private factorOfOne(name: string, inputs: readonly number[], shape: readonly number[]): number | null {
    if (name !== 'Mul') return null
    const isOne = (id: number) => {
      const constant = this.constants.get(this.root(id))
      return constant?.dtype === dataTypes.float32 && constant.values.every((value) => value === 1)
    }
    const [a, b] = inputs as [number, number]
    if (isOne(b) && this.hasShape(a, shape)) return a
    return isOne(a) && this.hasShape(b, shape) ? b : null
  }

  /** A batched product of one batch is a plain product of matrices. */
  private rewriteProduct(operation: RecordedOperation): boolean {
    const { name, inputs, outputs } = operation
    if (name !== 'BatchMatMulV2') return false
    const shapes = [...inputs, outputs[0]!.id].map((id) => this.types.get(id)?.shape)
    const isOneBatch = shapes.every((shape) => shape?.slice(0, -2).every((size) => size === 1))
    if (!isOneBatch || outputs[0]!.dtype !== dataTypes.float32) return false
    const [a, b, product] = shapes.map((shape) => shape!.slice(-2)) as [number[], number[], number[]]
    const { TF_ATTR_BOOL } = nativeInternals().binding
    const transposed = [
      { name: 'transpose_a', type: TF_ATTR_BOOL, value: hasFlag(operation, 'adj_x') },
      { name: 'transpose_b', type: TF_ATTR_BOOL, value: hasFlag(operation, 'adj_y') },
    ]
    this.replace(
      outputs[0]!,
      product,
      'MatMul',
      [this.find(inputs[0]!, a), this.find(inputs[1]!, b)],
      transposed,
    )
    return true
  }

  /** A vector added along the last axis: TensorFlow fuses a BiasAdd with the product or convolution before it. */
  private rewriteBias({ name, inputs, outputs }: RecordedOperation): boolean {
    if (name !== 'Add' && name !== 'AddV2') return false
    const output = outputs[0]!
    const [value, bias] = inputs as [number, number]
    const rows = this.hasShape(value, output.shape) ? this.rowsOf(value) : null
    if (rows === null || output.dtype !== dataTypes.float32) return false
    if (!this.hasShape(bias, output.shape.slice(-1))) return false
    this.replace(output, this.types.get(rows)!.shape, 'BiasAdd', [rows, this.find(bias)])
    return true
  }

  /**
   * The sum over all axes but the last is the gradient of a bias. It is taken of a matrix: of the gradient of a
   * convolution itself TensorFlow would fuse it with the filter's, whose loop over the biases is not vectorised.
   */
  private rewriteBiasGradient(operation: RecordedOperation): boolean {
    const { name, inputs, outputs } = operation
    if (name !== 'Sum' || hasFlag(operation, 'keep_dims')) return false
    const output = outputs[0]!
    const rows = this.rowsOf(inputs[0]!)
    const axes = this.constants.get(inputs[1]!)?.values
    if (rows === null || axes === undefined || output.dtype !== dataTypes.float32) return false
    const lastAxis = this.types.get(inputs[0]!)!.shape.length - 1
    if (axes.length !== lastAxis || new Set(axes).size !== lastAxis) return false
    if (!axes.every((axis) => axis >= 0 && axis < lastAxis)) return false
    const rowsShape = this.types.get(rows)!.shape
    const rowLength = rowsShape.at(-1)!
    const elements = rowsShape.reduce((product, size) => product * size, 1)
    this.replace(output, output.shape, 'BiasAddGrad', [this.find(rows, [elements / rowLength, rowLength])])
    return true
  }

  /** The elements of a tensor of at least two axes as rows along its last one; null for other tensors. */
  private rowsOf(id: number): number | null {
    const shape = this.types.get(id)?.shape
    if (shape === undefined || shape.length < 2) return null
    const root = this.root(id)
    const rootShape = this.types.get(root)!.shape
    return rootShape.length >= 2 && rootShape.at(-1) === shape.at(-1) ? root : this.find(id)
  }

  /** Puts a float operation in the place of the one that gave `output`; its result may have another shape. */
  private replace(
    output: TensorMetadata,
    shape: number[],
    name: string,
    inputs: number[],
    attributes: OperationAttribute[] = [],
  ): void {
    const type = { name: 'T', type: nativeInternals().binding.TF_ATTR_TYPE, value: dataTypes.float32 }
    this.roots.set(
      output.id,
      this.emit(name, [type, ...attributes], inputs, { shape, dtype: dataTypes.float32 }),
    )
  }

  private emit(name: string, attributes: OperationAttribute[], inputs: number[], type: TensorType): number {
    const id = this.newId()
    this.operations.push({ name, attributes, inputs, outputs: [{ id, ...type }] })
    this.types.set(id, type)
    return id
  }

  /** The tensor with the elements of `id` in the shape that is asked for: a reshape, where there must be one. */
  private find(id: number, shape: number[] | undefined = this.types.get(id)?.shape): number {
    const root = this.root(id)
    if (shape === undefined || this.hasShape(root, shape)) return root
    const key = `${root}: ${shape.join()}`
    const known = this.reshaped.get(key)
    if (known !== undefined) return known
    const target = this.newId()
    const values = Int32Array.from(shape)
    this.constants.set(target, { shape: [shape.length], dtype: dataTypes.int32, values })
    const { dtype } = this.types.get(root)!
    const { TF_ATTR_TYPE } = nativeInternals().binding
    const attributes = [
      { name: 'T', type: TF_ATTR_TYPE, value: dtype },
      { name: 'Tshape', type: TF_ATTR_TYPE, value: dataTypes.int32 },
    ]
    const reshaped = this.emit('Reshape', attributes, [root, target], { shape, dtype })
    this.reshaped.set(key, reshaped)
    return reshaped
  }

  private root(id: number): number {
    return this.roots.get(id) ?? id
  }

  private hasShape(id: number, shape: readonly number[]): boolean {
    const own = this.types.get(id)?.shape
    return own !== undefined && own.length === shape.length && own.every((size, i) => size === shape[i])
  }
}
