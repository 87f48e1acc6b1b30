/**
 * Cuts the columns of large weights of dense layers into parts, and with them what is computed of them: while the memory
 * is what limits the update of one part, the products of another go on. The parts of a weight are variables of their own,
 * so that nothing is copied; joined are activations only, and the gradients for them are summed.
 */
import { columnRule } from './column-rules'
import type { Recording } from './recorder'
import type { TensorType } from './simplify'
import { RecordingSplitter } from './split-recording'

/** Elements that a part of a weight has at least, and weights that are as large: with less the threads have nothing to overlap. */
const fewestElements = 250_000
const fewestWeights = 2

/**
 * @param shapes of the trainable weights
 * @param wanted parts that the columns of large weights are to be cut into
 * @returns the parts of each weight
 */
export function columnPartsOf(shapes: readonly (readonly number[])[], wanted: number): number[] {
  const isLarge = ([inputs, columns, ...rest]: readonly number[]) =>
    rest.length === 0 &&
    columns !== undefined &&
    columns % wanted === 0 &&
    (inputs! * columns) / wanted >= fewestElements
  const pays = wanted > 1 && shapes.filter(isLarge).length >= fewestWeights
  return shapes.map((shape) => (pays && isLarge(shape) ? wanted : 1))
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
