import * as tf from '@tensorflow/tfjs'
import { chooseBackend } from '../../../../src/trainer/backend/choose-backend'

/** The backends whose digits count: what is right on both is right by the formula, not by one library's grace. */
export const testedBackends = ['tensorflow', 'wasm'] as const

/** Read once, when TensorFlow is loaded: tests run side by side, and threads of small models only get in the way. */
const quietAndSingleThreaded = {
  TF_CPP_MIN_LOG_LEVEL: '3',
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  TF_ENABLE_ONEDNN_OPTS: '0',
}

/** Makes a backend the one in use; fails, never skips, where it is not there. */
export async function useBackend(name: (typeof testedBackends)[number] | 'cpu'): Promise<void> {
  Object.assign(process.env, quietAndSingleThreaded)
  await chooseBackend(name)
  if (tf.getBackend() !== name) throw new Error(`The backend is ${tf.getBackend()}, not ${name}.`)
}
