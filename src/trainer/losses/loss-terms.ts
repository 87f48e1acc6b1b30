import type * as tf from '@tensorflow/tfjs'

/** A batch's losses before they are reduced to one number. */
export interface LossTerms {
  /** Weighted losses: [N, 1] in softmax, one an element [N, C] in sigmoid. */
  losses: tf.Tensor2D
  /** The weight that each used, in the shape of `losses` or to be broadcast to it; null where every weight is 1. */
  weights: tf.Tensor2D | null
  /** Gradient of the sum of the losses with respect to the logits, [N, C]. */
  gradient(): tf.Tensor2D
}

/** @param oneHot the labels, float32 [N, C]; in sigmoid any number of ones a row */
export type LossFormula = (logits: tf.Tensor2D, oneHot: tf.Tensor2D) => LossTerms
