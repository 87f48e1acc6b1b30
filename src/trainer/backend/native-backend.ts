import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import util from 'node:util'
import * as tf from '@tensorflow/tfjs'
import { registerNativeGradients } from './native-gradients'
import { singleThreadedVariable } from './process-environment'

/** What the native backend has beyond tfjs's own interface. */
export interface NativeBackend {
  binding: {
    TF_Version: string
    TF_ATTR_TYPE: number
    TF_ATTR_FLOAT: number
    TF_ATTR_BOOL: number
    TF_ATTR_STRING: number
    TF_FLOAT: number
    TF_INT32: number
  }
  executeSingleOutput(
    name: string,
    attributes: { name: string; type: number; value: unknown }[],
    inputs: tf.Tensor[],
  ): tf.Tensor
  executeMultipleOutputs(
    name: string,
    attributes: { name: string; type: number; value: unknown }[],
    inputs: tf.Tensor[],
    outputs: number,
  ): tf.Tensor[]
}

/** Loads TensorFlow's library and makes it the backend. Throws what Node throws where it is not there. */
export async function useNativeBackend(): Promise<void> {
  restoreRemovedHelpers()
  createRequire(import.meta.url)('@tensorflow/tfjs-node')
  if (!(await tf.setBackend('tensorflow'))) throw new Error('its backend did not start')
  registerNativeGradients()
}

/** The native backend, or null where another one is in use. */
export function nativeBackend(): NativeBackend | null {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as NativeBackend) : null
}

/** Whether set-up could build the binding with its patch: the patched one asks for the variable by its name. */
export function hasSingleThreadedExecutor(): boolean {
  const path = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node')
  return readFileSync(path).includes(singleThreadedVariable)
}

/** tfjs-node 4.22 calls two helpers that Node 23 dropped or warns of (tensorflow/tfjs#8425). */
function restoreRemovedHelpers(): void {
  const helpers = util as unknown as Record<string, unknown>
  helpers['isNullOrUndefined'] = (value: unknown) => value === null || value === undefined
  helpers['isArray'] = Array.isArray
}
