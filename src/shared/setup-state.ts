/** What set-up found and provided, written by scripts/setup as JSON and read by the engine and main. */
import type { Problem } from './domain/app'

export interface SetupState {
  node: { version: string; path: string } | null
  tensorflow: {
    source: string
    version: string
    /** The binding was built with the single-threaded executor patch. */
    singleThreadedExecutor: boolean
  } | null
  electron: {
    version: string | null
    source: 'override' | 'official' | 'last-resort' | 'none'
    path: string | null
  }
  problems: Problem[]
}
