import * as tf from '@tensorflow/tfjs'
import type { NativeBackend } from '../backend/native-backend'
import type { Margins } from './softmax-formula'
import { smallestSum } from './modulation'

/**
 * The margins by TensorFlow's own cross-entropy, one operation for what takes ten otherwise. It gives L = -log p_t and
 * its gradient p - y: positive parts of that are the p_j of the other classes, exact where 1 - p_t would cancel; and
 * with u their sum, -log p_t = softplus(log u + L) has all digits where L alone, near 0, has none.
 */
export function nativeMargins(backend: NativeBackend, logits: tf.Tensor2D, oneHot: tf.Tensor2D): Margins {
  const { TF_ATTR_TYPE, TF_FLOAT } = backend.binding
  const type = { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT }
  const [loss, gradient] = backend.executeMultipleOutputs(
    'SoftmaxCrossEntropyWithLogits',
    [type],
    [logits, oneHot],
    2,
  )
  const others = tf.relu(gradient!) as tf.Tensor2D
  const u: tf.Tensor2D = tf.maximum(tf.sum(others, 1, true), smallestSum)
  const entropy = tf.softplus<tf.Tensor2D>(tf.add(tf.log(u), tf.reshape(loss!, [logits.shape[0], 1])))
  return { entropy, u, shares: () => tf.div(others, u) }
}
