/** Each row of a confusion matrix as shares of its sum; null in rows without samples. */
export function sharesOfTruth(confusion: readonly (readonly number[])[]): (number | null)[][] {
  return confusion.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0)
    return row.map((count) => (total === 0 ? null : count / total))
  })
}
