/** Which operations go column by column, and what becomes of their inputs where the columns of a weight are cut. */
import type { RecordedOperation } from './recorder'
import { elementwise } from './row-rules'
import type { TensorType } from './simplify'
import type { InputRole, SplitFacts, SplitRule } from './split-recording'

/** @returns null for an operation that is not known to go column by column */
export function columnRule(operation: RecordedOperation, facts: SplitFacts): SplitRule | null {
  const { name, inputs, outputs } = operation
  if (name === 'MatMul') return productRule(operation, facts)
  if (name === 'BiasAdd') return { roles: ['cut', 'cut'], sums: false }
  if (name === 'BiasAddGrad') return { roles: ['cut'], sums: false }
  if (name === 'Sum') return sumRule(operation, facts)
  if (elementwise.has(name)) return elementwiseRule(inputs.map(facts.typeOf), outputs[0]!)
  return null
}

/** x·W and xᵀ·y have the columns of W and y; y·Wᵀ sums over the columns of both. */
function productRule({ attributes, inputs }: RecordedOperation, { isCut }: SplitFacts): SplitRule | null {
  const isSet = (flag: string) => attributes.some((one) => one.name === flag && one.value === true)
  if (!isSet('transpose_b')) return { roles: ['whole', 'cut'], sums: false }
  // To cut a weight for its input's sake would copy it.
  return !isSet('transpose_a') && isCut(inputs[1]!) ? { roles: ['cut', 'cut'], sums: true } : null
}

function sumRule({ inputs }: RecordedOperation, { typeOf, constantOf }: SplitFacts): SplitRule | null {
  const rank = typeOf(inputs[0]!)?.shape.length
  const axes = constantOf(inputs[1]!)?.values
  if (rank === undefined || axes === undefined || axes.some((axis) => axis < 0)) return null
  return { roles: ['cut', 'whole'], sums: axes.includes(rank - 1) }
}

/** Inputs with the columns of the result are cut; those that are the same for every column are not. */
function elementwiseRule(types: readonly (TensorType | undefined)[], output: TensorType): SplitRule | null {
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
