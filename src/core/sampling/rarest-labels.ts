/**
 * What a sample with several labels counts as where samples are split or drawn by class: the rarest of its labels, so
 * that the rare ones are spread evenly over the splits (the first step of Sechidis, Tsoumakas & Vlahavas 2011, "On the
 * stratification of multi-label data"). Samples without a label are a class of their own, the last.
 * @param targets samples × labels, row-major, 1 where the sample has the label
 * @param counts samples that have each label, where `targets` has some of the samples only
 * @returns a label of each sample, or `labels` where it has none; of equally rare ones the first
 */
export function rarestLabels(
  targets: Uint8Array,
  labels: number,
  counts: readonly number[] = targetCounts(targets, labels),
): Int32Array {
  return Int32Array.from({ length: targets.length / labels }, (_, row) => {
    let rarest = labels
    for (let label = 0; label < labels; label++) {
      if (targets[row * labels + label] !== 1) continue
      if (rarest === labels || counts[label]! < counts[rarest]!) rarest = label
    }
    return rarest
  })
}

/** Samples that have each label. @param targets samples × labels, row-major */
export function targetCounts(targets: Uint8Array, labels: number): number[] {
  const counts = new Array<number>(labels).fill(0)
  for (let i = 0; i < targets.length; i++) counts[i % labels]! += targets[i]!
  return counts
}
