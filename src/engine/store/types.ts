/**
 * What the store offers to the rest of the engine. All methods are synchronous and every one that writes
 * commits before it returns: what a client has been told survives the death of the process.
 * Errors are FocalError: `not-found` for an unknown id, `conflict` for a change the state does not allow,
 * `database` where the file cannot be read or written.
 */
import type { Settings } from '@shared/contract/app'
import type { Curve, CurveKey } from '@shared/contract/curves'
import type { RunConfig } from '@shared/config/run-config'
import type { Dataset } from '@shared/domain/dataset'
import type { EpochRecord } from '@shared/domain/metrics'
import type {
  LogLine,
  RunDetails,
  RunEnvironment,
  RunProgress,
  RunState,
  RunSummary,
} from '@shared/domain/run'
import type { ErrorShape } from '@shared/errors'

export interface Store {
  /** Path of the database file. */
  readonly path: string
  readonly sqliteVersion: string
  /** Ids of the runs that were found `running` on opening, and are `interrupted` now. */
  readonly interrupted: readonly string[]
  readonly runs: RunStore
  readonly queue: QueueStore
  readonly metrics: MetricStore
  readonly predictions: PredictionStore
  readonly datasets: DatasetStore
  readonly experiments: ExperimentStore
  readonly settings: SettingsStore
  /** Runs `work` in one transaction: all of its writes are committed, or none. */
  transaction<T>(work: () => T): T
  /** Folds the write-ahead log into the file and closes it; further calls throw. Calling it twice is harmless. */
  close(): void
}

export interface OpenOptions {
  /**
   * Look only: takes no lock, changes nothing (no migration, no marking of interrupted runs); every write
   * throws `database`. For a command that reads while another process has the home open.
   */
  readOnly?: boolean
}

export interface NewRun {
  config: RunConfig
  configHash: string
  datasetId: string
  datasetHash: string
  /** Class labels, in label order. */
  labels: string[]
  name: string
  tags?: string[]
  notes?: string
  /** The default experiment where none is named. */
  experimentId?: string
}

/** What may be changed by hand at any time; what is not named stays. */
export interface RunChange {
  name?: string
  notes?: string
  tags?: string[]
  colour?: string
  pinned?: boolean
  /** true takes the mark from the run that has it. */
  baseline?: boolean
}

/** What the trainer says when it is ready. */
export interface RunFacts {
  environment: RunEnvironment
  /** Trainable numbers of the model. */
  parameters: number
  labels: string[]
  /** Samples by class, in label order. */
  trainCounts: number[]
  validationCounts: number[]
}

export interface TransitionNote {
  /** Why; kept until the next transition. */
  reason?: string | null
  error?: ErrorShape | null
}

export interface Checkpoint {
  epoch: number
  /** Within the run's checkpoint folder. */
  fileName: string
}

export interface RunStore {
  /** Records a run as `queued`, at the end of the queue, with the palette colour that live runs use least. */
  insert(run: NewRun): RunSummary
  get(id: string): RunDetails
  summary(id: string): RunSummary
  /** Newest first: live runs, or the removed ones. Configurations are frozen, and shared between calls. */
  list(options?: { removed?: boolean }): RunSummary[]
  /** Names of live runs that begin with `prefix`, in order. */
  names(prefix: string): string[]
  /** Changes some runs, all or none. A baseline must be one run (`bad-input`). */
  update(ids: readonly string[], change: RunChange): RunSummary[]
  /**
   * Moves a run to another state. Sets startedAt when it first runs, finishedAt when it ends; `queued` puts
   * it at the end of the queue. Throws `conflict` where `allowedTransitions` does not have the step.
   */
  transition(id: string, to: RunState, note?: TransitionNote): RunSummary
  recordFacts(id: string, facts: RunFacts): void
  saveProgress(id: string, progress: RunProgress | null): void
  appendLog(id: string, line: LogLine): void
  /** Notes where a checkpoint lies: always the last one, and the best one too where `best`. */
  saveCheckpoint(id: string, checkpoint: Checkpoint, options: { best: boolean }): void
  checkpoint(id: string, which: 'best' | 'last'): Checkpoint | null
  /** Hides runs until restored, all or none; `conflict` while one is running. Returns the ids that were live. */
  remove(ids: readonly string[]): string[]
  /** Shows removed runs again. Returns the ids that were removed. */
  restore(ids: readonly string[]): string[]
  /** Deletes runs with all they measured, for good, all or none; `conflict` while one is running. Files are the caller's. */
  purge(ids: readonly string[]): void
  /** Every `running` run becomes `interrupted`, with the reason. Done on opening; returns the ids. */
  markInterrupted(reason: string): string[]
}

/** The waiting runs: those `queued` and not removed, in the order they will start. */
export interface QueueStore {
  waiting(): string[]
  next(): string | null
  /** Moves a waiting run to a position, 0 being next; beyond the end is the end. `conflict` if it does not wait. */
  move(id: string, position: number): string[]
  paused(): boolean
  setPaused(paused: boolean): void
}

/** Train losses of consecutive steps of one epoch. */
export interface StepBatch {
  epoch: number
  /** Number of the first step, from 1; step i of the batch is firstStep + i. */
  firstStep: number
  losses: Float32Array
  /** Seconds since training began, one a step. */
  seconds: Float64Array
}

export interface CurveRange {
  /** Inclusive; open where not given. */
  fromStep?: number
  toStep?: number
  /** Most points to give back, at least 2. */
  maxPoints: number
}

export interface MetricStore {
  /** Adds steps to the train loss; `conflict` where they do not follow the last step on record. */
  appendSteps(runId: string, batch: StepBatch): void
  /**
   * Records an epoch: every scalar and class curve, both confusion matrices and the run's last (and, where
   * `best`, best) summary, in one transaction. `conflict` where it does not follow the last epoch on record,
   * `bad-input` where its classes are not the run's.
   */
  appendEpoch(runId: string, record: EpochRecord, options: { best: boolean }): void
  /** Whole records of the epochs from `first` to `last`, both included; all of them where neither is given. */
  epochs(runId: string, first?: number, last?: number): EpochRecord[]
  /** Reads O(maxPoints) rows at any zoom. A curve without points is empty, not an error. */
  readCurve(runId: string, key: CurveKey, range: CurveRange): Curve
  /** Keys of the curves that have points. */
  curveKeys(runId: string): CurveKey[]
  /** Last step of the train loss, 0 before the first. */
  lastStep(runId: string): number
  /**
   * Deletes everything after an epoch (steps, epochs, predictions, checkpoints), to go on from its checkpoint;
   * 0 deletes all. Best and last summaries are those of the epochs that stay.
   */
  truncateAfter(runId: string, epoch: number): void
}

export interface Predictions {
  epoch: number
  /** Row numbers in the data set. */
  rows: Int32Array
  /** Row-major, rows × classes. */
  probabilities: Float32Array
}

export interface PredictionStore {
  /** Replaces the run's predictions of its best or last epoch. */
  save(runId: string, which: 'best' | 'last', predictions: Predictions): void
  read(runId: string, which: 'best' | 'last'): Predictions | null
}

/** id and createdAt are made where they are not given. */
export type NewDataset = Omit<Dataset, 'id' | 'createdAt' | 'removedAt'> & { id?: string; createdAt?: number }

export interface DatasetStore {
  /** Those that are there, the removed ones left out. */
  list(): Dataset[]
  /** By id, a removed one too; else by name, then none that is removed. */
  get(idOrName: string): Dataset
  find(idOrName: string): Dataset | null
  findByHash(hash: string): Dataset | null
  /**
   * One row a hash: known content gives back its data set as it is, and brings back a removed one. A taken name gets
   * a number: `digits (2)`.
   */
  insert(dataset: NewDataset): Dataset
  /** `conflict` where another data set has the name. */
  rename(id: string, name: string): Dataset
  /**
   * Its file is the caller's. `conflict` while runs name it, removed ones too; with `force` only while one of them
   * runs or waits, and the row stays with `removedAt` set.
   */
  remove(id: string, options?: { force?: boolean }): void
  /** Deletes rows of removed data sets that no run names any more. */
  forgetRemoved(): void
}

export interface Experiment {
  id: string
  name: string
  createdAt: number
}

export interface ExperimentStore {
  list(): Experiment[]
  get(id: string): Experiment
}

export interface SettingsStore {
  /** Every setting, defaults filled in. */
  read(): Settings
  /** Changes what is named; `layout` is merged key by key, and a key set to null is forgotten. */
  change(change: Partial<Settings>): Settings
}
