import * as tf from '@tensorflow/tfjs'

/** Where a row may have several labels: 1 for each of a probability of 0.5 or more, int32 [N, C]. */
export function predictedLabels(logits: tf.Tensor2D): tf.Tensor2D {
  return tf.cast(tf.greaterEqual(logits, 0), 'int32')
}
