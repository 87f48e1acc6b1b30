/** The labels of rows that may have several, on their way to a data file. */
import { rarestLabels } from '@core/sampling/rarest-labels'
import type { OrderedClasses } from './class-table'
import type { Spool } from './spool'

/** Bytes of targets made at once. */
const pieceBytes = 256 * 1024

/** Spools one row: how many labels, and the number of each. */
export function pushLabels(spool: Spool<Int32Array>, indices: readonly number[]): void {
  spool.push(indices.length)
  for (const index of indices) spool.push(index)
}

/** The rows as targets, some at a time: rows × labels, row-major, 1 where the row has the label. */
export function* targetPieces(
  spool: Spool<Int32Array>,
  { labels, newIndex }: Pick<OrderedClasses, 'labels' | 'newIndex'>,
): Generator<Uint8Array> {
  const width = labels.length
  const rowsAtOnce = Math.max(1, Math.floor(pieceBytes / width))
  let targets = new Uint8Array(rowsAtOnce * width)
  let row = 0
  /** Labels of the row that are still to come; a row begins where none are. */
  let rest = 0
  for (const piece of spool.pieces()) {
    for (const number of piece) {
      if (rest === 0) rest = number
      else {
        targets[row * width + (newIndex[number] ?? 0)] = 1
        rest -= 1
      }
      if (rest > 0) continue
      row += 1
      if (row < rowsAtOnce) continue
      yield targets
      targets = new Uint8Array(rowsAtOnce * width)
      row = 0
    }
  }
  if (row > 0) yield targets.subarray(0, row * width)
}

/** What each row counts as where rows are split or drawn by class. */
export function* strataPieces(spool: Spool<Int32Array>, classes: OrderedClasses): Generator<Int32Array> {
  for (const targets of targetPieces(spool, classes)) {
    yield rarestLabels(targets, classes.labels.length, classes.counts)
  }
}
