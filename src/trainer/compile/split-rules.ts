/** Which operations go row by row, and what becomes of their inputs where a batch is cut into parts. */
import type { RecordedConstant, RecordedOperation } from './recorder'
import type { TensorType } from './simplify'

/**
 * `rows`: cut with the batch; `whole`: the same for all parts, such as a weight; `shape`: a constant shape whose first
 * number counts rows.
 */
export type InputRole = 'rows' | 'whole' | 'shape'

export interface SplitRule {
  roles: readonly InputRole[]
  /** Whether the results of the parts are summed, instead of being the parts of the result. */
  sums: boolean
}

const roles: Record<string, SplitRule> = {
  Conv2D: { roles: ['rows', 'whole'], sums: false },
  Conv2DBackpropInput: { roles: ['shape', 'whole', 'rows'], sums: false },
  Conv2DBackpropFilter: { roles: ['rows', 'whole', 'rows'], sums: true },
  DepthwiseConv2dNative: { roles: ['rows', 'whole'], sums: false },
  DepthwiseConv2dNativeBackpropInput: { roles: ['shape', 'whole', 'rows'], sums: false },
  DepthwiseConv2dNativeBackpropFilter: { roles: ['rows', 'whole', 'rows'], sums: true },
  BiasAdd: { roles: ['rows', 'whole'], sums: false },
  BiasAddGrad: { roles: ['rows'], sums: true },
  MaxPool: { roles: ['rows'], sums: false },
  MaxPoolGrad: { roles: ['rows', 'rows', 'rows'], sums: false },
  AvgPool: { roles: ['rows'], sums: false },
  AvgPoolGrad: { roles: ['shape', 'rows'], sums: false },
  Reshape: { roles: ['rows', 'shape'], sums: false },
}

const elementwise = new Set([
  ...['Add', 'AddV2', 'Sub', 'Mul', 'RealDiv', 'Maximum', 'Minimum', 'Neg', 'Exp', 'Square', 'Sqrt'],
  ...['Relu', 'ReluGrad', 'Relu6', 'Relu6Grad', 'LeakyRelu', 'Elu', 'EluGrad', 'Selu', 'SeluGrad'],
  ...['Sigmoid', 'Tanh', 'Softplus'],
])

const reductions = new Set(['Sum', 'Mean', 'Max'])

/**
 * @param constantOf the value of a constant; undefined for other tensors
 * @returns null for an operation that is not known to go row by row
 */
export function splitRule(
  operation: RecordedOperation,
  typeOf: (id: number) => TensorType | undefined,
  constantOf: (id: number) => RecordedConstant | undefined,
): SplitRule | null {
  const { name, attributes, inputs, outputs } = operation
  const output = outputs[0]!
  if (name === 'MatMul') {
    const isTransposed = attributes.some((one) => one.name === 'transpose_a' && one.value === true)
    return isTransposed ? { roles: ['rows', 'rows'], sums: true } : { roles: ['rows', 'whole'], sums: false }
  }
  if (elementwise.has(name)) return elementwiseRule(inputs.map(typeOf), output)
  if (reductions.has(name)) {
    const axes = constantOf(inputs[1]!)?.values
    const keepsRows = axes !== undefined && axes.length > 0 && axes.every((axis) => axis > 0)
    return keepsRows ? { roles: ['rows', 'whole'], sums: false } : null
  }
  const rule = roles[name]
  if (rule === undefined) return null
  const shape = inputs[rule.roles.indexOf('shape')]
  const isKnown = shape === undefined || constantOf(shape)?.values[0] === output.shape[0]
  return isKnown ? rule : null
}

/** Inputs with the rows of the result are cut; those that are the same for every row are not. */
function elementwiseRule(types: readonly (TensorType | undefined)[], output: TensorType): SplitRule | null {
  const rank = output.shape.length
  if (rank === 0) return null
  const found = types.map((type): InputRole | null => {
    if (type === undefined) return null
    if (type.shape.length < rank || type.shape[0] !== output.shape[0])
      return type.shape.length < rank || type.shape[0] === 1 ? 'whole' : null
    return 'rows'
  })
  const known = found.filter((role) => role !== null)
  return known.length === found.length ? { roles: known, sums: false } : null
}
