import * as tf from '@tensorflow/tfjs'
import { probabilityBins } from '@shared/domain/metrics'

/**
 * The bin of the histogram of p_t that each row falls in, int32 [N].
 * @param entropies -log p_t, the plain cross-entropy of each row, [N, 1]
 */
export function trueProbabilityBins(entropies: tf.Tensor2D): tf.Tensor1D {
  const probabilities = tf.exp(tf.neg(tf.reshape(entropies, [entropies.size])))
  const bins = tf.cast(tf.floor(tf.mul(probabilities, probabilityBins)), 'int32')
  // A probability of 1 belongs to the last bin.
  return tf.minimum(bins, tf.scalar(probabilityBins - 1, 'int32'))
}
