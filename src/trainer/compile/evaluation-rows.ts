/** What a call costs beside its rows, in rows. */
const rowsOfCall = 64
/** More calls than needed that are tried for a split. */
const callsTried = 4

/**
 * How many rows one call measures. A call takes always as many, and its last one of a split is filled up: so the number is
 * chosen by which both splits are measured with the fewest rows.
 * @param most rows that a call may take
 * @param splits rows of each split
 */
export function evaluationRows(most: number, splits: readonly number[]): number {
  const candidates = splits.flatMap((rows) => {
    const fewest = Math.ceil(rows / most)
    return Array.from({ length: callsTried }, (_, more) => Math.ceil(rows / (fewest + more)))
  })
  const cost = (size: number) =>
    splits.reduce((sum, rows) => sum + Math.ceil(rows / size) * (size + rowsOfCall), 0)
  return candidates.reduce((best, size) => (cost(size) < cost(best) ? size : best))
}
