/** How far confidence and accuracy agree (Guo et al. 2017, "On calibration of modern neural networks"). */
import type { Matrix } from '../matrix'

export const defaultBins = 15

export interface ReliabilityBin {
  /** The bin holds confidences in (lower, upper]; the first takes 0 too. */
  lower: number
  upper: number
  count: number
  /** Mean top-1 confidence and share predicted right; null where the bin is empty. */
  confidence: number | null
  accuracy: number | null
}

/**
 * Equal-width bins of the top-1 confidence.
 * @param predictions the class of the highest score of each row
 */
export function reliabilityBins(
  labels: ArrayLike<number>,
  { data, rows, columns }: Matrix,
  predictions: ArrayLike<number>,
  bins = defaultBins,
): ReliabilityBin[] {
  const edges = Float64Array.from({ length: bins + 1 }, (_, b) => (b === bins ? 1 : b * (1 / bins)))
  const counts = new Float64Array(bins)
  const confidences = new Float64Array(bins)
  const rights = new Float64Array(bins)
  for (let i = 0; i < rows; i++) {
    const predicted = predictions[i]!
    const confidence = data[i * columns + predicted]!
    const bin = binOf(confidence, edges)
    counts[bin]! += 1
    confidences[bin]! += confidence
    rights[bin]! += labels[i] === predicted ? 1 : 0
  }
  return Array.from(counts, (count, b) => ({
    lower: edges[b]!,
    upper: edges[b + 1]!,
    count,
    confidence: count === 0 ? null : confidences[b]! / count,
    accuracy: count === 0 ? null : rights[b]! / count,
  }))
}

/** Expected calibration error: mean |accuracy - confidence| of the bins, weighted by their samples. */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((sum, bin) => sum + bin.count, 0)
  return (
    bins.reduce((sum, bin) => sum + bin.count * Math.abs((bin.accuracy ?? 0) - (bin.confidence ?? 0)), 0) /
    total
  )
}

/** The bin whose (lower, upper] holds the value; rounding may put the guess one off. */
function binOf(confidence: number, edges: Float64Array): number {
  const last = edges.length - 2
  let bin = Math.min(last, Math.max(0, Math.ceil(confidence * (last + 1)) - 1))
  while (bin > 0 && confidence <= edges[bin]!) bin--
  while (bin < last && confidence > edges[bin + 1]!) bin++
  return bin
}
