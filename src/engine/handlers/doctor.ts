/** What is installed and in use, as set-up recorded it and as it lies on the disk. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { DoctorReport, Problem } from '@shared/domain/app'
import type { BackendName } from '@shared/domain/run'
import type { SetupState } from '@shared/setup-state'
import type { Store } from '../store'

export interface DoctorOptions {
  home: string
  /** Null where the home cannot be opened: the rest is said all the same. */
  store: Store | null
  setupState: SetupState | null
  trainerPath: string
}

export function examine({ home, store, setupState, trainerPath }: DoctorOptions): DoctorReport {
  const backend = findBackend()
  const problems: Problem[] = [...(setupState?.problems ?? [])]
  const add = (problem: Problem) => {
    if (!problems.some(({ code }) => code === problem.code)) problems.push(problem)
  }
  if (setupState === null) {
    add({
      code: 'setup-unknown',
      message: 'Set-up has not recorded what it installed.',
      remedy: 'run npm start once',
    })
  }
  if (backend !== 'tensorflow') {
    const message = `Native TensorFlow is not installed; training runs on ${backend}, which is slower.`
    add({
      code: 'tensorflow-missing',
      message,
      remedy: 'run npm start again where PyPI and a C++ compiler are reached',
    })
  }
  if (!existsSync(trainerPath)) {
    add({
      code: 'trainer-missing',
      message: `The trainer ${trainerPath} is not built.`,
      remedy: 'run npm run build',
    })
  }
  return {
    node: process.versions.node,
    electron: {
      version: setupState?.electron.version ?? null,
      source: setupState?.electron.source ?? 'none',
    },
    compute: {
      backend,
      compiled: newestRunWasCompiled(store, backend),
      tensorflow: backend === 'tensorflow' ? (setupState?.tensorflow?.version ?? 'unknown') : null,
    },
    sqlite: store?.sqliteVersion ?? 'not opened',
    home,
    problems,
  }
}

/** The backend that a trainer would find first. */
function findBackend(): BackendName {
  const native = packageFolder('@tensorflow/tfjs-node')
  if (native !== null && existsSync(join(native, 'lib', 'napi-v8', 'tfjs_binding.node'))) return 'tensorflow'
  return packageFolder('@tensorflow/tfjs-backend-wasm') === null ? 'cpu' : 'wasm'
}

function packageFolder(name: string): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
  } catch {
    return null
  }
}

/** Only a trainer knows whether it compiles its steps: what the newest run on this backend recorded. */
function newestRunWasCompiled(store: Store | null, backend: BackendName): boolean {
  return store?.runs.list().find((run) => run.backend === backend)?.compiled ?? false
}
