import * as tf from '@tensorflow/tfjs'

const replaced = new Set<string>()

/**
 * Puts a kernel in the place of one that a backend has; the replacement may call the original. A second call for the same
 * kernel changes nothing.
 */
export function replaceKernel(
  kernelName: string,
  replacement: (original: tf.KernelFunc) => tf.KernelFunc,
  backendName: 'wasm' | 'cpu' = 'wasm',
): void {
  const original = tf.getKernel(kernelName, backendName)
  const key = `${kernelName} on ${backendName}`
  if (original === undefined || replaced.has(key)) return
  replaced.add(key)
  tf.unregisterKernel(kernelName, backendName)
  tf.registerKernel({ ...original, kernelFunc: replacement(original.kernelFunc) })
}
