import type { RunConfig } from '@shared/config/run-config'

/** Comparison → trainer: what to train, and whether to tell of it. */
export interface Task {
  config: RunConfig
  dataPath: string
  checkpointFolder: string
  isTelling: boolean
}

/** Trainer → comparison, beside the trainer's own messages. */
export interface Measured {
  type: 'measured'
  /** Wall and processor seconds between `ready` and `ended`. */
  seconds: number
  cpuSeconds: number
  /** Processor seconds of them spent in sending. */
  sendCpuSeconds: number
  examplesPerSecond: number
  backend: string
}
