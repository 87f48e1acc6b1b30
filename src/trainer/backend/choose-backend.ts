/**
 * backend/: what computes. Native TensorFlow where it is installed, else WebAssembly, else plain JavaScript.
 * The settings of process-environment.ts must be in place before this module is imported.
 */
import * as tf from '@tensorflow/tfjs'
import type { BackendName } from '@shared/domain/run'
import { badInput, FocalError } from '@shared/errors'
import { backendVariable } from '@shared/trainer-protocol'
import { correctAveragePoolGradient } from './pooling-gradients'
import { useNativeBackend } from './native-backend'
import { useWasmBackend } from './wasm-backend'

export interface ChosenBackend {
  name: BackendName
  /** Why a better backend is not used; null where this is the best, or was asked for. */
  reason: string | null
}

const starters: { name: BackendName; title: string; start: () => Promise<void> }[] = [
  { name: 'tensorflow', title: 'Native TensorFlow', start: useNativeBackend },
  { name: 'wasm', title: 'WebAssembly', start: useWasmBackend },
  { name: 'cpu', title: 'Plain JavaScript', start: useCpuBackend },
]

/**
 * Starts the best backend there is.
 * @param forced the one to use, come what may (the value of FOCAL_BENCH_BACKEND)
 * @throws FocalError `bad-input` for an unknown name, `unsupported` where the forced one does not start
 */
export async function chooseBackend(forced: string | undefined): Promise<ChosenBackend> {
  tf.enableProdMode()
  if (forced !== undefined && forced !== '') return { name: await startForced(forced), reason: null }
  const failures: string[] = []
  for (const { name, title, start } of starters) {
    try {
      await start()
      return { name, reason: failures.length === 0 ? null : failures.join(' ') }
    } catch (error) {
      failures.push(
        `${title} is not available: ${firstLine(error)}. Run "npx focal-bench doctor" for the remedy.`,
      )
    }
  }
  throw new FocalError({ code: 'unsupported', message: failures.join(' ') })
}

async function startForced(forced: string): Promise<BackendName> {
  const starter = starters.find(({ name }) => name === forced)
  if (starter === undefined) {
    const names = starters.map(({ name }) => name).join(', ')
    throw badInput(`${backendVariable} is "${forced}"; it must be one of ${names}.`, {
      field: backendVariable,
    })
  }
  try {
    await starter.start()
  } catch (error) {
    throw new FocalError({
      code: 'unsupported',
      message: `${backendVariable} asks for ${forced}, which does not start: ${firstLine(error)}. Unset it, or run "npx focal-bench doctor".`,
    })
  }
  return starter.name
}

async function useCpuBackend(): Promise<void> {
  if (!(await tf.setBackend('cpu'))) throw new Error('its backend did not start')
  correctAveragePoolGradient('cpu')
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (message.split('\n')[0] ?? message).replace(/\.$/, '')
}
