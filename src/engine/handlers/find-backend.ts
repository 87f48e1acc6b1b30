/** The backend that a trainer of this machine would start now. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Problem } from '@shared/domain/app'
import { backendNames, type BackendName } from '@shared/domain/run'
import { backendVariable } from '@shared/trainer-protocol'

export interface FoundBackend {
  backend: BackendName
  /** Why a better one is not used, or the one that was asked for does not start; null where all is well. */
  problem: Problem | null
}

/** Longest that loading TensorFlow's library may take. */
const loadMilliseconds = 30_000

/** @param nodePath the Node that runs trainers */
export async function findBackend(nodePath: string, environment: NodeJS.ProcessEnv): Promise<FoundBackend> {
  const forced = environment[backendVariable]
  if (forced !== undefined && forced !== '') return forcedBackend(forced, nodePath)
  const problem = await nativeProblem(nodePath)
  if (problem === null) return { backend: 'tensorflow', problem }
  const backend = hasWasm() ? 'wasm' : 'cpu'
  const message = `${problem.message} Training runs on ${backend}, which is slower.`
  return { backend, problem: { ...problem, message } }
}

/** What a trainer does too: it starts the one that was asked for, or none. */
async function forcedBackend(forced: string, nodePath: string): Promise<FoundBackend> {
  const backend = backendNames.find((name) => name === forced)
  const remedy = `unset ${backendVariable}, or set it to one of ${backendNames.join(', ')}`
  if (backend === undefined) {
    const message = `${backendVariable} is "${forced}", which is no backend: every run will fail.`
    return { backend: 'cpu', problem: { code: 'backend-unknown', message, remedy } }
  }
  const isThere =
    backend === 'cpu' || (backend === 'wasm' ? hasWasm() : (await nativeProblem(nodePath)) === null)
  if (isThere) return { backend, problem: null }
  const message = `${backendVariable} asks for ${backend}, which is not installed or does not load: every run will fail.`
  return { backend, problem: { code: 'backend-unavailable', message, remedy } }
}

/** Why native TensorFlow cannot be used; null where it can. */
async function nativeProblem(nodePath: string): Promise<Problem | null> {
  const folder = packageFolder('@tensorflow/tfjs-node')
  const path = folder === null ? null : join(folder, 'lib', 'napi-v8', 'tfjs_binding.node')
  if (path === null || !existsSync(path)) {
    return {
      code: 'tensorflow-missing',
      message: 'Native TensorFlow is not installed.',
      remedy: 'run npm start again where PyPI and a C++ compiler are reached',
    }
  }
  const reason = await loadingError(nodePath, path)
  if (reason === null) return null
  return {
    code: 'tensorflow-load',
    message: `Native TensorFlow is installed, but does not load: ${reason}.`,
    remedy: 'remove node_modules/@tensorflow/tfjs-node, and run npm start again',
  }
}

/** What loaded once loads again; it is loaded in a process of its own, for it takes hundreds of megabytes. */
const loaded = new Set<string>()

async function loadingError(nodePath: string, bindingPath: string): Promise<string | null> {
  if (loaded.has(bindingPath)) return null
  const load = 'process.dlopen({ exports: {} }, process.argv[1])'
  try {
    await promisify(execFile)(nodePath, ['-e', load, bindingPath], {
      timeout: loadMilliseconds,
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    })
    loaded.add(bindingPath)
    return null
  } catch (error) {
    const { stderr, killed } = error as { stderr?: string; killed?: boolean }
    if (killed === true) return 'it takes too long'
    const line = stderr?.split('\n').find((text) => /^(\w*Error|\w+ \[\w+\]): /.test(text))
    return line?.replace(/^[^:]*: /, '').replace(/\.$/, '') ?? 'its process ended'
  }
}

function hasWasm(): boolean {
  return packageFolder('@tensorflow/tfjs-backend-wasm') !== null
}

function packageFolder(name: string): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
  } catch {
    return null
  }
}
