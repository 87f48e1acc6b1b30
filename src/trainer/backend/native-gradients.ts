import * as tf from '@tensorflow/tfjs'
import { nativeBackend } from './native-backend'

/**
 * tfjs's gradient of relu is put together from seven native operations; TensorFlow has it as one. The gradient belongs to
 * all backends, so the others keep their own way.
 */
export function registerNativeGradients(): void {
  tf.registerGradient({
    kernelName: 'Relu',
    inputsToSave: ['x'],
    gradFunc: (dy, saved) => ({ x: () => reluGradient(dy as tf.Tensor, saved[0]!) }),
  })
}

function reluGradient(dy: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const native = nativeBackend()
  if (native === null) return tf.mul(dy, tf.cast(tf.step(x), 'float32'))
  const { TF_ATTR_TYPE, TF_FLOAT } = native.binding
  return native.executeSingleOutput('ReluGrad', [{ name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT }], [dy, x])
}
