/**
 * Cuts the columns of large weights of dense layers into parts, and with them what is computed of them: each thread works
 * through layers of its own, and the update of one part goes on beside the products of another. The parts of a weight are
 * variables of their own, so that nothing is copied; joined are activations only, and the gradients for them are summed.
 */
import { columnRule } from './column-rules'
import type { Recording } from './recorder'
import type { TensorType } from './simplify'
import { RecordingSplitter } from './split-recording'

/** Elements that a part of a weight has at least: smaller ones are not worth a thread of their own. */
const fewestElements = 65_536

/** Parts that the columns of a weight of some shape are cut into, where so many are wanted. */
export function columnPartsOf(shape: readonly number[], wanted: number): number {
  const [inputs, columns] = shape
  if (shape.length !== 2 || wanted < 2 || columns! % wanted !== 0) return 1
  return (inputs! * columns!) / wanted >= fewestElements ? wanted : 1
}

export interface ColumnSplit {
  parts: number
  /** Tensors that come in parts, with the parts' ids. */
  cut: ReadonlyMap<number, number[]>
  /** Of the wanted tensors those that are wanted in parts. */
  wantedInParts: ReadonlySet<number>
}

/**
 * @param typeOf the type of a tensor of the recording, or of one that was there before
 * @param wanted tensor ids; those that are wanted whole keep their ids
 * @param newId gives ids for tensors that the recording did not have
 * @returns the recording, and the ids of each wanted tensor in it: one, or one a part
 */
export function splitColumns(
  recording: Recording,
  { parts, cut, wantedInParts }: ColumnSplit,
  typeOf: (id: number) => TensorType | undefined,
  wanted: readonly number[],
  newId: () => number,
): { recording: Recording; wanted: number[][] } {
  const splitter = new RecordingSplitter(recording, { parts, axis: 'last', rule: columnRule }, typeOf, newId)
  for (const [id, ofParts] of cut) splitter.comesInParts(id, ofParts)
  for (const operation of recording.operations) splitter.add(operation)
  const found = wanted.map((id) => {
    if (wantedInParts.has(id)) return splitter.split(id)
    splitter.join(id)
    return [id]
  })
  return { recording: splitter.finish(), wanted: found }
}
