import type { RunConfig } from '../config/run-config'
import type { ErrorShape } from '../errors'
import type { EpochSummary } from './metrics'

export const runStates = ['queued', 'running', 'paused', 'done', 'stopped', 'failed', 'interrupted'] as const
/** `stopped`: early or by hand. `interrupted`: the engine ended while it ran. */
export type RunState = (typeof runStates)[number]
export const endedStates: readonly RunState[] = ['done', 'stopped', 'failed', 'interrupted']

/** From the best to the one that is always there. */
export const backendNames = ['tensorflow', 'wasm', 'cpu'] as const
export type BackendName = (typeof backendNames)[number]

/** What a run was computed with; recorded when its trainer is ready. */
export interface RunEnvironment {
  backend: BackendName
  compiled: boolean
  /** Why a step is not compiled, or a better backend is not used; null where there is nothing to say. */
  fallbackReason: string | null
  /** Version of each part: focalBench, node, tfjs, tensorflow, … */
  versions: Record<string, string>
  platform: string
  cpu: string
  threads: { intraOp: number; interOp: number } | null
  /** How native TensorFlow was told to compute; null on other backends, absent in runs recorded before it was. */
  execution?: {
    /** Intel's kernels for products and convolutions. */
    oneDnn: boolean
    /** Compiled steps run on one thread, without handing work over. */
    singleThreadedExecutor: boolean
    /** Compiled steps in one native call. */
    stepsPerCall: number
    /** Parts of a batch that compiled steps compute side by side; absent in runs recorded before it was. */
    batchParts?: number
    /** Parts that the columns of large weights are cut into; absent in runs recorded before it was. */
    columnParts?: number
    /** Kernels whose sums come in another order each time were left out; absent in runs recorded before it was. */
    deterministic?: boolean
  } | null
}

export interface RunProgress {
  /** Epochs finished. */
  epoch: number
  epochs: number
  step: number
  steps: number
  secondsElapsed: number
  secondsLeft: number | null
  examplesPerSecond: number | null
}

/** One row of the run list. */
export interface RunSummary {
  /** ULID. */
  id: string
  name: string
  state: RunState
  /** Why the run failed, stopped or was interrupted; null otherwise. */
  reason: string | null
  config: RunConfig
  datasetId: string
  datasetName: string
  /** Whether a sample of its data may have several labels, or none; scores then have another meaning (`SplitScores`). */
  multiLabel: boolean
  /** Assigned once (an index into the palette, or a CSS colour chosen by hand). */
  colour: string
  tags: string[]
  pinned: boolean
  baseline: boolean
  backend: BackendName | null
  compiled: boolean | null
  /** Unix milliseconds. */
  createdAt: number
  startedAt: number | null
  finishedAt: number | null
  removedAt: number | null
  progress: RunProgress | null
  best: EpochSummary | null
  last: EpochSummary | null
  /** Share of the largest class in the validation split: what guessing it always would score. Null with several labels a sample. */
  majorityBaseline: number | null
}

export interface LogLine {
  /** Unix milliseconds. */
  time: number
  level: 'info' | 'warning' | 'error'
  message: string
}

/** One run, whole, but for its curves and epochs. */
export interface RunDetails extends RunSummary {
  notes: string
  configHash: string
  datasetHash: string
  environment: RunEnvironment | null
  error: ErrorShape | null
  labels: string[]
  /** Samples of each class, or that have each label. */
  trainCounts: number[] | null
  validationCounts: number[] | null
  parameters: number | null
  log: LogLine[]
}
