/** Each row of a confusion matrix as shares of its sum; null in rows without samples. */
export function sharesOfTruth(confusion: readonly (readonly number[])[]): (number | null)[][] {
  return confusion.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0)
    return row.map((count) => (total === 0 ? null : count / total))
  })
}

/** Outcomes of a label as its table has them, in the order in which they are shown: of those with it, then of those without. */
export const labelOutcomes = ['truePositives', 'falseNegatives', 'falsePositives', 'trueNegatives'] as const

/**
 * The table of outcomes by label, [true negatives, false positives, false negatives, true positives] a row, as shown.
 * @param asShares of the samples with the label, or of those without; null where there are none
 */
export function outcomesByLabel(
  confusion: readonly (readonly number[])[],
  asShares: boolean,
): (number | null)[][] {
  return confusion.map(([trueNegatives = 0, falsePositives = 0, falseNegatives = 0, truePositives = 0]) => {
    const pairs = [
      [truePositives, falseNegatives],
      [falsePositives, trueNegatives],
    ]
    return asShares ? sharesOfTruth(pairs).flat() : pairs.flat()
  })
}
