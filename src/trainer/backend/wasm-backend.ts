import * as tf from '@tensorflow/tfjs'
import { registerWasmTrainingKernels } from './wasm-training-kernels'

/** Loads the WebAssembly backend, with the kernels that training needs and the package lacks. */
export async function useWasmBackend(): Promise<void> {
  await import('@tensorflow/tfjs-backend-wasm')
  if (!(await tf.setBackend('wasm'))) throw new Error('its backend did not start')
  registerWasmTrainingKernels()
}
