/**
 * What Electron's main process and the engine's process say to each other. Main forks the engine
 * (`advanced` serialisation) and relays each window's MessagePort as one channel; it never reads the calls.
 */
import type { ErrorShape } from './errors'

/** Main → engine. */
export type ToEngine =
  | { type: 'open'; channel: number }
  | { type: 'message'; channel: number; data: unknown }
  | { type: 'close'; channel: number }
  | { type: 'quit' }

/** Engine → main. */
export type FromEngine =
  | { type: 'ready'; pid: number; version: string }
  /** The engine could not start (home in use, database from the future, …) and exits. */
  | { type: 'refused'; error: ErrorShape }
  | { type: 'message'; channel: number; data: unknown }
  /** Something worth a desktop notification. */
  | { type: 'notify'; title: string; body: string; runId: string | null }

/** Environment variables that main gives the engine's process. */
export const engineEnvironment = {
  home: 'FOCAL_BENCH_HOME',
  /** Path of a Node ≥ 22.14, where Electron's own is older. */
  node: 'FOCAL_BENCH_NODE',
  /** Path of the set-up state file. */
  setupState: 'FOCAL_BENCH_SETUP_STATE',
} as const
