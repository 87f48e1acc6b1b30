/** Which operations go row by row, and what becomes of their inputs where a batch is cut into parts. */
import { hasFlag, type RecordedOperation } from './recorder'
import type { TensorType } from './simplify'
import type { InputRole, CutFacts, CutRule } from './cut-recording'

const roles: Record<string, CutRule> = {
  Conv2D: { roles: ['cut', 'whole'], sums: false },
  Conv2DBackpropInput: { roles: ['shape', 'whole', 'cut'], sums: false },
  Conv2DBackpropFilter: { roles: ['cut', 'whole', 'cut'], sums: true },
  DepthwiseConv2dNative: { roles: ['cut', 'whole'], sums: false },
  DepthwiseConv2dNativeBackpropInput: { roles: ['shape', 'whole', 'cut'], sums: false },
  DepthwiseConv2dNativeBackpropFilter: { roles: ['cut', 'whole', 'cut'], sums: true },
  BiasAdd: { roles: ['cut', 'whole'], sums: false },
  BiasAddGrad: { roles: ['cut'], sums: true },
  MaxPool: { roles: ['cut'], sums: false },
  MaxPoolGrad: { roles: ['cut', 'cut', 'cut'], sums: false },
  AvgPool: { roles: ['cut'], sums: false },
  AvgPoolGrad: { roles: ['shape', 'cut'], sums: false },
  Reshape: { roles: ['cut', 'shape'], sums: false },
}

/** Operations that give each element from the elements at its place, inputs spread as in NumPy. */
export const elementwise = new Set([
  ...['Add', 'AddV2', 'AddN', 'Sub', 'Mul', 'RealDiv', 'Maximum', 'Minimum', 'Neg', 'Exp', 'Square', 'Sqrt'],
  ...['Relu', 'ReluGrad', 'Relu6', 'Relu6Grad', 'LeakyRelu', 'Elu', 'EluGrad', 'Selu', 'SeluGrad'],
  ...['Sigmoid', 'Tanh', 'Softplus'],
])

const reductions = new Set(['Sum', 'Mean', 'Max'])

/** @returns null for an operation that is not known to go row by row */
export function rowRule(operation: RecordedOperation, { typeOf, constantOf }: CutFacts): CutRule | null {
  const { name, inputs, outputs } = operation
  const output = outputs[0]!
  if (name === 'MatMul') {
    return hasFlag(operation, 'transpose_a')
      ? { roles: ['cut', 'cut'], sums: true }
      : { roles: ['cut', 'whole'], sums: false }
  }
  if (elementwise.has(name)) return elementwiseRule(inputs.map(typeOf), output)
  if (reductions.has(name)) {
    const axes = constantOf(inputs[1]!)?.values
    const keepsRows = axes !== undefined && axes.length > 0 && axes.every((axis) => axis > 0)
    return keepsRows ? { roles: ['cut', 'whole'], sums: false } : null
  }
  const rule = roles[name]
  if (rule === undefined) return null
  const shape = inputs[rule.roles.indexOf('shape')]
  const isKnown = shape === undefined || constantOf(shape)?.values[0] === output.shape[0]
  return isKnown ? rule : null
}

/** Inputs with the rows of the result are cut; those that are the same for every row are not. */
function elementwiseRule(types: readonly (TensorType | undefined)[], output: TensorType): CutRule | null {
  const rank = output.shape.length
  if (rank === 0) return null
  const found = types.map((type): InputRole | null => {
    if (type === undefined) return null
    if (type.shape.length < rank || type.shape[0] !== output.shape[0])
      return type.shape.length < rank || type.shape[0] === 1 ? 'whole' : null
    return 'cut'
  })
  const known = found.filter((role) => role !== null)
  return known.length === found.length ? { roles: known, sums: false } : null
}
