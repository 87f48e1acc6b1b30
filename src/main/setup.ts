import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { engineEnvironment } from '@shared/engine-protocol'
import { defaultHome } from '@shared/home'
import type { SetupState } from '@shared/setup-state'

/** What this start of the app works with, from its environment and from what set-up wrote down. */
export interface Setup {
  home: string
  /** Path of the set-up state file; it may not exist. */
  statePath: string
  /** A Node ≥ 22.14, null where set-up did not provide one. */
  node: string | null
  /** Where this Electron came from. */
  electronSource: string
  /** Folder to save downloads to without asking (for tests); null asks. */
  downloads: string | null
}

export function readSetup(appFolder: string, environment: NodeJS.ProcessEnv): Setup {
  const statePath =
    environment[engineEnvironment.setupState] ?? join(appFolder, 'node_modules', '.focal-bench', 'state.json')
  const state = readState(statePath)
  return {
    home: resolve(
      environment[engineEnvironment.home] ?? defaultHome(process.platform, environment, homedir()),
    ),
    statePath,
    node: environment[engineEnvironment.node] ?? state?.node?.path ?? null,
    electronSource: state?.electron.source ?? 'unknown',
    downloads: environment['FOCAL_BENCH_DOWNLOADS'] ?? null,
  }
}

/** Null where set-up has not run; what is missing then is said where it is needed. */
function readState(path: string): SetupState | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as SetupState
  } catch {
    return null
  }
}
