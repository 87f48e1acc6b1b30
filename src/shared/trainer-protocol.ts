/**
 * What the engine and a trainer's process say to each other (child-process messages, `advanced`
 * serialisation: typed arrays travel as they are). A trainer trains one run at a time.
 */
import type { RunConfig } from './config/run-config'
import type { EpochRecord } from './domain/metrics'
import type { LogLine, RunEnvironment } from './domain/run'
import type { ErrorShape } from './errors'

/** Environment variable that forces one backend on every trainer. */
export const backendVariable = 'FOCAL_BENCH_BACKEND'

/** How many trainers share the machine, for a trainer's choice of threads; set by who starts them. */
export const trainersVariable = 'FOCAL_BENCH_TRAINERS_AT_ONCE'

/** Engine → trainer. */
export type ToTrainer =
  | {
      type: 'start'
      runId: string
      config: RunConfig
      /** A data file as written by the engine (src/shared/dataset-file.ts). */
      dataPath: string
      /** Folder for the run's checkpoints; exists. */
      checkpointFolder: string
      /** File name of the checkpoint to go on from, or null to begin anew. */
      resumeFrom: string | null
      /** Whether the process waits for another run when this one has ended, instead of leaving. */
      stay: boolean
    }
  | { type: 'stop' }
  /** To an idle trainer: no other run comes. */
  | { type: 'leave' }

/** Trainer → engine. Messages come in order; every run ends with `ended` or `failed`, or with the process's death. */
export type FromTrainer =
  | {
      type: 'ready'
      environment: RunEnvironment
      parameters: number
      labels: string[]
      /** Samples of each class, or that have each label. */
      trainCounts: number[]
      validationCounts: number[]
      steps: number
    }
  | {
      type: 'steps'
      epoch: number
      /** Number of the first step, from 1; step i of the batch is firstStep + i. */
      firstStep: number
      losses: Float32Array
      /** Seconds since training began. */
      seconds: Float64Array
      examplesPerSecond: number
    }
  | { type: 'epoch'; record: EpochRecord; examplesPerSecond: number }
  | {
      /** Validation predictions of the best or the last epoch. */
      type: 'predictions'
      which: 'best' | 'last'
      epoch: number
      /** Row numbers in the data set. */
      rows: Int32Array
      /**
       * Row-major, rows × classes: softmax outputs, or sigmoids divided by their sum, so that every row sums to 1. Of
       * several labels a sample: the sigmoids as they are.
       */
      probabilities: Float32Array
    }
  | { type: 'checkpoint'; epoch: number; fileName: string; best: boolean }
  | ({ type: 'log' } & LogLine)
  | {
      type: 'ended'
      state: 'done' | 'stopped'
      reason: string | null
      seconds: number
      examplesPerSecond: number
    }
  | { type: 'failed'; error: ErrorShape }
  /** After `ended`: everything of the run is cleared away, and another one like it may start. */
  | { type: 'idle' }

/** What a trainer calls the checkpoint of an epoch: the engine finds it again even where its message was lost. */
export function checkpointFileName(epoch: number): string {
  return `epoch-${String(epoch).padStart(6, '0')}.checkpoint`
}

/** The epoch of a checkpoint's file; null for any other file. */
export function epochOfCheckpoint(fileName: string): number | null {
  const digits = /^epoch-(\d+)\.checkpoint$/.exec(fileName)?.[1]
  return digits === undefined ? null : Number(digits)
}
