import * as tf from '@tensorflow/tfjs'
import { probabilityBins } from '@shared/domain/metrics'

/**
 * The bin of the histogram of p_t that each row falls in, int32 [N]; or each answer of each row, [N · C].
 * @param entropies -log p_t, the plain cross-entropy of each row, [N, 1]; or of each answer, [N, C]
 */
export function trueProbabilityBins(entropies: tf.Tensor2D): tf.Tensor1D {
  const probabilities = tf.exp(tf.neg(tf.reshape(entropies, [entropies.size])))
  const bins = tf.cast(tf.floor(tf.mul(probabilities, probabilityBins)), 'int32')
  // A probability of 1 belongs to the last bin.
  return tf.minimum(bins, tf.scalar(probabilityBins - 1, 'int32'))
}

/** Rows by true class and bin of p_t, row-major. @param bins of each row */
export function countByClass(
  labels: ArrayLike<number>,
  bins: ArrayLike<number>,
  classes: number,
): Int32Array {
  const counts = new Int32Array(classes * probabilityBins)
  for (let row = 0; row < labels.length; row++) counts[labels[row]! * probabilityBins + bins[row]!]! += 1
  return counts
}

/** Rows that have each label, by the bin of its probability, row-major. @param bins of each answer, as the targets */
export function countByLabel(
  targets: ArrayLike<number>,
  bins: ArrayLike<number>,
  labels: number,
): Int32Array {
  const counts = new Int32Array(labels * probabilityBins)
  for (let i = 0; i < targets.length; i++) {
    if (targets[i] === 1) counts[(i % labels) * probabilityBins + bins[i]!]! += 1
  }
  return counts
}
