/** All that the window gets from Electron, as `window.focalBench`; absent in a browser. */
import type { ErrorShape } from './errors'

/** Endings of data files, for dialogs; any other file may be chosen, too. */
export const dataFileExtensions = [
  'csv',
  'tsv',
  'txt',
  'parquet',
  'jsonl',
  'ndjson',
  'npy',
  'npz',
  'idx',
  'gz',
]

export type EngineState =
  | { state: 'starting' }
  | { state: 'ready' }
  /** The engine's process died; main starts it anew. */
  | { state: 'lost'; reason: string; restarts: number }
  /** The engine refuses to start, or died too often; a person has to act. */
  | { state: 'refused'; error: ErrorShape }

export interface AboutElectron {
  focalBench: string
  electron: string
  chrome: string
  node: string
  /** Where Electron came from, as set-up recorded it. */
  source: string
}

/** Commands of the application menu that the window carries out. */
export const menuCommands = ['new-run', 'command-palette', 'shortcuts', 'settings', 'about', 'find'] as const
export type MenuCommand = (typeof menuCommands)[number]

export interface PreloadApi {
  about: AboutElectron
  /**
   * Asks for a port to the engine. It arrives as a `message` event on `window` whose data is
   * `enginePortMessage` and whose first port is connected to the engine. Only a `ready` engine gives one, and its
   * port ends with it: ask at each `ready`.
   */
  requestEnginePort(): void
  /** Calls back with the state now and at each change; returns the way to stop. */
  onEngineState(callback: (state: EngineState) => void): () => void
  /** Asks main to start a refused engine again, or a lost one without further delay. */
  restartEngine(): void
  /** Native dialog for a data file; null where it was closed. */
  chooseDataFile(): Promise<{ path: string; name: string } | null>
  /** Where a dropped file (a DOM `File`) is; null where this Electron does not tell (before 29 the file itself does). */
  pathForFile(file: unknown): string | null
  onMenuCommand(callback: (command: MenuCommand) => void): () => void
}

export const enginePortMessage = 'focal-bench:engine-port'
