import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import type { SetupState } from '@shared/setup-state'

export const root = resolve(import.meta.dirname, '../../..')
const chromiumNames = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser']

/** What the tests run with: named by the environment, else what set-up wrote down or PATH has. */
export function findRuntimes(): { electron: string; chromium: string; node: string } {
  const state = readState()
  return {
    electron: required('FOCAL_BENCH_ELECTRON', state?.electron.path ?? null, 'an Electron'),
    chromium: required('FOCAL_BENCH_CHROMIUM', onPath(chromiumNames), 'a Chromium'),
    node: required('FOCAL_BENCH_NODE', state?.node?.path ?? null, 'a Node 22.14 or newer'),
  }
}

function required(variable: string, found: string | null, what: string): string {
  const path = process.env[variable] ?? found
  if (path !== null && path !== '') return path
  throw new Error(
    `The end-to-end tests need ${what}. Run "npm test", which provides it, or name it in ${variable}.`,
  )
}

function readState(): SetupState | null {
  const path = process.env['FOCAL_BENCH_STATE'] ?? join(root, 'node_modules', '.focal-bench', 'state.json')
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as SetupState
  } catch {
    return null
  }
}

function onPath(names: string[]): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of names) {
      try {
        accessSync(join(folder, name), constants.X_OK)
        return join(folder, name)
      } catch {
        continue
      }
    }
  }
  return null
}
