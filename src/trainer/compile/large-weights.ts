/** Which weights have their columns cut into parts. */
import type { TracedWeight, RecordedStep } from './recorded-step'
import type { RecordedOperation } from './recorder'
import { elementwise } from './row-rules'
import { simplify } from './simplify'

export interface ColumnCutOptions {
  /** Parts that the columns of large weights are cut into. */
  parts: number
  /** Elements that a part has at least; 250,000 where it is left out. */
  fewestElements?: number
}

/** So many weights must be large: with one, there is no other product to go on during its update. */
const fewestWeights = 2

/**
 * Chooses the weights to cut: trainable matrices that are large enough and that nothing but products and elementwise
 * operations reads. Anything else, such as an embedding's gathering, would have them joined again in every step.
 * @param recorded a step, with the weights in the order of `weights`
 * @returns the parts of those that are cut, by name
 */
export function columnPartsByWeight(
  recorded: RecordedStep,
  weights: readonly TracedWeight[],
  { parts, fewestElements = 250_000 }: ColumnCutOptions,
): Map<string, number> {
  const isLarge = ({ variable: { shape } }: TracedWeight) => {
    const [rows, columns] = shape
    return shape.length === 2 && columns! % parts === 0 && (rows * columns!) / parts >= fewestElements
  }
  const large = weights.flatMap((weight, i) =>
    weight.isTrainable && isLarge(weight) ? [{ ...weight, id: recorded.inputs.weights[i]!.id }] : [],
  )
  if (parts < 2 || large.length < fewestWeights) return new Map()
  const operations = simplified(recorded)
  const chosen = large.filter(({ id }) => operations.every((operation) => readsInParts(operation, id)))
  return new Map(chosen.length < fewestWeights ? [] : chosen.map(({ name }) => [name, parts]))
}

/** Whether an operation can take a weight in parts of its columns, or does not take it at all. */
function readsInParts({ name, inputs }: RecordedOperation, weight: number): boolean {
  if (!inputs.includes(weight)) return true
  return name === 'MatMul' ? inputs[0] !== weight : elementwise.has(name)
}

/** The step's operations as they come into the graph. */
function simplified({ recording, inputs, loss, gradients }: RecordedStep): RecordedOperation[] {
  const { weights, step, sampleWeights, ...rows } = inputs
  const bound = [...Object.values(rows), ...weights, ...[step, sampleWeights].filter((one) => one !== null)]
  let nextId = -1
  const bindings = new Map(bound.map((tensor) => [tensor.id, tensor]))
  return simplify(recording, bindings, [loss, ...gradients], () => nextId--).recording.operations
}
