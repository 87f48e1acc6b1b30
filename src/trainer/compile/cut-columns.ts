/**
 * Cuts the columns of large weights of dense layers into parts, and with them what is computed of them: while the memory
 * is what limits the update of one part, the products of another go on. The parts of a weight are variables of their own,
 * so that no weight is copied; joined are activations only, and the gradients for them are summed.
 */
import { columnRule } from './column-rules'
import { RecordingCutter } from './cut-recording'
import { hasFlag, type Recording } from './recorder'
import type { TensorType } from './simplify'

export interface ColumnCut {
  parts: number
  /** Tensors that come in parts, with the parts' ids. */
  given: ReadonlyMap<number, number[]>
  /** Of the wanted tensors those that are wanted in parts. */
  wantedInParts: ReadonlySet<number>
}

/**
 * @param typeOf the type of a tensor of the recording, or of one that was there before
 * @param wanted tensor ids; those that are wanted whole keep their ids
 * @param newId gives ids for tensors that the recording did not have
 * @returns the recording, and the ids of each wanted tensor in it: one, or one a part
 */
export function cutColumns(
  recording: Recording,
  { parts, given, wantedInParts }: ColumnCut,
  typeOf: (id: number) => TensorType | undefined,
  wanted: readonly number[],
  newId: () => number,
): { recording: Recording; wanted: number[][] } {
  const cutter = new RecordingCutter(recording, { parts, axis: 'last', rule: columnRule }, typeOf, newId)
  for (const [id, ofParts] of given) cutter.comesInParts(id, ofParts)
  for (const operation of recording.operations) {
    // The gradient of a weight: what it is multiplied of is smaller than the gradient that would be cut afterwards.
    const isWantedProduct = operation.name === 'MatMul' && wantedInParts.has(operation.outputs[0]!.id)
    if (isWantedProduct && !hasFlag(operation, 'transpose_b')) cutter.cut(operation.inputs[1]!)
    cutter.add(operation)
  }
  const found = wanted.map((id) => {
    if (wantedInParts.has(id)) return cutter.cut(id)
    cutter.join(id)
    return [id]
  })
  return { recording: cutter.finish(), wanted: found }
}
