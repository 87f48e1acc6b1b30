/** Which operations go column by column, and what becomes of their inputs where the columns of a weight are cut. */
import { hasFlag, type RecordedOperation } from './recorder'
import { elementwise } from './row-rules'
import type { TensorType } from './simplify'
import type { InputRole, CutFacts, CutRule } from './cut-recording'

/** @returns null for an operation that is not known to go column by column */
export function columnRule(operation: RecordedOperation, facts: CutFacts): CutRule | null {
  const { name, inputs, outputs } = operation
  if (name === 'MatMul') return productRule(operation, facts)
  if (name === 'BiasAdd') return { roles: ['cut', 'cut'], sums: false }
  if (name === 'BiasAddGrad') return { roles: ['cut'], sums: false }
  if (name === 'Sum') return sumRule(operation, facts)
  if (elementwise.has(name)) return elementwiseRule(inputs.map(facts.typeOf), outputs[0]!)
  return null
}

/** x·W and xᵀ·y have the columns of W and y; y·Wᵀ sums over the columns of both. */
function productRule(operation: RecordedOperation, { isCut }: CutFacts): CutRule | null {
  if (!hasFlag(operation, 'transpose_b')) return { roles: ['whole', 'cut'], sums: false }
  // To cut a weight for its input's sake would copy it.
  const takesWeight = !hasFlag(operation, 'transpose_a') && isCut(operation.inputs[1]!)
  return takesWeight ? { roles: ['cut', 'cut'], sums: true } : null
}

function sumRule({ inputs }: RecordedOperation, { typeOf, constantOf }: CutFacts): CutRule | null {
  const rank = typeOf(inputs[0]!)?.shape.length
  const axes = constantOf(inputs[1]!)?.values
  if (rank === undefined || axes === undefined || axes.some((axis) => axis < 0)) return null
  return { roles: ['cut', 'whole'], sums: axes.includes(rank - 1) }
}

/** Inputs with the columns of the result are cut; those that are the same for every column are not. */
function elementwiseRule(types: readonly (TensorType | undefined)[], output: TensorType): CutRule | null {
  const columns = output.shape.at(-1)
  if (columns === undefined) return null
  const roles = types.map((type): InputRole | null => {
    const own = type?.shape.at(-1) ?? 1
    if (type === undefined || (own !== columns && own !== 1)) return null
    return own === columns ? 'cut' : 'whole'
  })
  const known = roles.filter((role) => role !== null)
  return known.length === roles.length ? { roles: known, sums: false } : null
}
