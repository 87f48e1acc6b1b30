/**
 * Cuts a batch into parts that are computed side by side, each operation by one thread, instead of one after the other
 * by all threads: convolutions of a small batch are too short for threads to share. Layers go row by row, so that parts
 * give the rows that the whole gives; what sums over rows, such as the gradient of a weight, is summed over the parts.
 * Where an operation needs all rows at once, such as a loss's mean, the parts are joined.
 */
import type { Recording } from './recorder'
import { rowRule } from './row-rules'
import type { TensorType } from './simplify'
import { RecordingCutter } from './cut-recording'

export interface BatchCut {
  /** The tensor whose rows are the batch's. */
  inputs: number
  parts: number
}

/**
 * @param typeOf the type of a tensor of the recording, or of one that was there before
 * @param wanted tensor ids that are wanted whole; they keep their ids
 * @param newId gives ids for tensors that the recording did not have
 * @returns the recording as it was where the batch cannot be cut into equal parts
 */
export function cutBatch(
  recording: Recording,
  { inputs, parts }: BatchCut,
  typeOf: (id: number) => TensorType | undefined,
  wanted: readonly number[],
  newId: () => number,
): Recording {
  const batch = typeOf(inputs)?.shape[0]
  if (parts < 2 || batch === undefined || batch % parts !== 0) return recording
  const cutter = new RecordingCutter(recording, { parts, axis: 'first', rule: rowRule }, typeOf, newId)
  cutter.cut(inputs)
  for (const operation of recording.operations) cutter.add(operation)
  for (const id of wanted) cutter.join(id)
  return cutter.finish()
}
