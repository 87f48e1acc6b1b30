import type { Split } from '@shared/domain/metrics'

/** A weight or an optimiser's slot, by name. */
export type NamedTensor = {
  /** "hidden_1/kernel" for a weight, "firstMoment/hidden_1/kernel" for a slot. */
  name: string
  shape: number[]
  values: Float32Array
}

/** Everything that a step changes: loaded again, training goes on to the same digits. */
export interface TrainingState {
  /** Steps done. */
  step: number
  weights: NamedTensor[]
  slots: NamedTensor[]
}

/** Part of a split, measured. Sums, so that parts can be put together. */
export type SplitPart = {
  /** Sum of the trained loss, with its weights but without the penalty. */
  loss: number
  /** What that sum is divided by. */
  lossDivisor: number
  /** Sum of the plain cross-entropy. */
  crossEntropy: number
  crossEntropyDivisor: number
  /** Predicted class of each row; where it may have several labels 1 for each that is predicted, rows × labels. */
  predictions: Int32Array
  /** Rows by true class, or that have each label, and bin of p_t (`probabilityBins` a class), row-major. */
  probabilities: ArrayLike<number>
}

/**
 * What computes: one model, its optimiser and its data. The loop knows nothing else of it, so that whole-step compiled
 * graphs can take the place of single operations.
 */
export interface StepEngine {
  readonly compiled: boolean
  /** Why steps are not compiled though they were asked to be; null otherwise. */
  readonly fallbackReason: string | null
  /** Trainable parameters. */
  readonly parameters: number
  /** Rows of a split that one call of `evaluate` or `logits` takes best. */
  readonly evaluationRows: number
  /** Parts that the columns of large weights are cut into; 1 where none is. */
  readonly columnParts: number
  /**
   * Sets what the loss's schedules change: γ and class weights of an epoch (from 1), in training and in measuring. An
   * engine begins with those of the first.
   */
  beginEpoch(epoch: number): void
  /**
   * One optimiser step for each batch, in order.
   * @param batches positions in the training split
   * @param learningRates one a step
   * @returns the loss of each step, before its update
   */
  train(batches: readonly Int32Array[], learningRates: readonly number[]): Float32Array
  /** Measures the rows from `start` up to `end` of a split. */
  evaluate(split: Split, start: number, end: number): SplitPart
  /** Logits of the same rows, row-major, rows × classes. */
  logits(split: Split, start: number, end: number): Float32Array
  /** The L2 penalty that is part of the trained loss, at the present weights. */
  penalty(): number
  readState(): TrainingState
  /** @throws FocalError `bad-input` where the state is of another model or optimiser */
  loadState(state: TrainingState): void
  /** The model as a tfjs LayersModel topology. */
  topology(): string
  dispose(): void
}
