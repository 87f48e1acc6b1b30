import type { BackendName, RunSummary } from './run'

export interface Problem {
  code: string
  message: string
  remedy: string
}

/** What is installed and in use (`focal-bench doctor`). */
export interface DoctorReport {
  node: string
  electron: { version: string | null; source: 'override' | 'official' | 'last-resort' | 'none' }
  compute: { backend: BackendName; compiled: boolean; tensorflow: string | null }
  sqlite: string
  home: string
  problems: Problem[]
}

export interface AppInfo {
  version: string
  home: string
  host: 'electron' | 'serve' | 'command-line'
  engine: { pid: number; node: string; startedAt: number }
}

export interface QueueState {
  /** A paused queue starts nothing new; what runs goes on. */
  paused: boolean
  trainersAtOnce: number
  running: string[]
  /** Run ids in the order they will start. */
  waiting: string[]
}

export const languages = ['system', 'en', 'zh-CN'] as const
export const themes = ['system', 'light', 'dark'] as const

export interface SystemSample {
  time: number
  /** Share of all cores in use by this machine, 0 to 1. */
  cpu: number
  memoryUsedBytes: number
  memoryTotalBytes: number
}

/** What the engine announces. State arrives whole; the newest wins. */
export type EngineEvent =
  | { type: 'runs'; runs: RunSummary[] }
  | { type: 'queue'; queue: QueueState }
  | { type: 'datasets' }
  | { type: 'settings' }
  | { type: 'system'; sample: SystemSample }
