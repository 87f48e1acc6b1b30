/**
 * LDAM (Cao et al. 2019, "Learning imbalanced datasets with label-distribution-aware margin loss"):
 * cross-entropy on s · (z - Δ_y 1_y), with Δ_j = K / n_j^(1/4) and K such that the largest margin is `maxMargin`.
 */
export const ldamDefaults = { maxMargin: 0.5, scale: 30 } as const

/** Δ_j for each class. A class without training samples gets the largest margin. */
export function ldamMargins(
  classCounts: readonly number[],
  maxMargin: number = ldamDefaults.maxMargin,
): Float64Array {
  const rarest = Math.min(...classCounts.filter((count) => count > 0))
  return Float64Array.from(classCounts, (count) =>
    count > 0 ? maxMargin * Math.pow(rarest / count, 0.25) : maxMargin,
  )
}
