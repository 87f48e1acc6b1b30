/** What is installed and in use, as set-up recorded it and as it lies on the disk. */
import { existsSync } from 'node:fs'
import type { DoctorReport, Problem } from '@shared/domain/app'
import type { SetupState } from '@shared/setup-state'
import type { Store } from '../store'
import { findBackend } from './find-backend'

export interface DoctorOptions {
  home: string
  /** Null where the home cannot be opened: the rest is said all the same. */
  store: Store | null
  setupState: SetupState | null
  trainerPath: string
  /** The Node that runs trainers. */
  nodePath: string
  environment?: NodeJS.ProcessEnv
}

export async function examine(options: DoctorOptions): Promise<DoctorReport> {
  const { home, store, setupState, trainerPath, nodePath, environment = process.env } = options
  const { backend, problem } = await findBackend(nodePath, environment)
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
  if (problem !== null) add(problem)
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
      // A trainer's steps are compiled wherever native TensorFlow is: that a run is not is the run's own story.
      compiled: backend === 'tensorflow' && problem === null,
      tensorflow: backend === 'tensorflow' ? (setupState?.tensorflow?.version ?? 'unknown') : null,
    },
    sqlite: store?.sqliteVersion ?? 'not opened',
    home,
    problems,
  }
}
