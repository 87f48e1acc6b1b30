/** What is measured in a run. Accuracy figures are shares between 0 and 1; null is "not defined". */

export type Split = 'train' | 'validation'

/** Scores of one class in one split; null where the class or its predictions are absent. */
export interface ClassScores {
  label: string
  /** Samples of this class in the split. */
  support: number
  /** The per-class accuracy. */
  recall: number | null
  precision: number | null
  f1: number | null
}

/** One split measured at the end of an epoch. */
export interface SplitScores {
  /** The loss that is trained, with its class weights. */
  loss: number
  /**
   * Plain, unweighted cross-entropy, the yardstick on which runs with different losses compare: the mean of -log of the
   * probability given to the true class. Sigmoids are divided by their sum over the classes first.
   */
  crossEntropy: number
  accuracy: number
  balancedAccuracy: number
  macroF1: number
  perClass: ClassScores[]
  /** confusion[truth][predicted], in samples. */
  confusion: number[][]
  /**
   * probabilityHistogram[truth][bin], in samples: by the probability given to the true class (p_t), in `probabilityBins`
   * equal bins from 0 to 1. Absent in epochs recorded before it was.
   */
  probabilityHistogram?: number[][]
}

/** Bins of a histogram of p_t; p_t = 1 falls in the last. */
export const probabilityBins = 20

export interface EpochRecord {
  /** From 1. */
  epoch: number
  /** Optimiser steps done since the run began. */
  step: number
  /** Seconds of training since the run began. */
  seconds: number
  learningRate: number
  train: SplitScores
  validation: SplitScores
}

/** The short form of an epoch, as the command line and the run list show it; figures are of the validation split unless named. */
export interface EpochSummary {
  epoch: number
  loss: number
  valLoss: number
  crossEntropy: number
  valCrossEntropy: number
  accuracy: number
  balancedAccuracy: number
  macroF1: number
}

/** Scalar metrics with a curve; `loss` in the train split also has one point a step. */
export const scalarMetrics = [
  'loss',
  'crossEntropy',
  'accuracy',
  'balancedAccuracy',
  'macroF1',
  'learningRate',
] as const
export type ScalarMetric = (typeof scalarMetrics)[number]
export const classMetrics = ['recall', 'precision', 'f1'] as const
export type ClassMetric = (typeof classMetrics)[number]
export type CurveMetric = ScalarMetric | ClassMetric

/** Curves by `epoch` hold one point an epoch; by `step` one an optimiser step (train loss only). */
export type Resolution = 'step' | 'epoch'

export function summarizeEpoch(record: EpochRecord): EpochSummary {
  return {
    epoch: record.epoch,
    loss: record.train.loss,
    valLoss: record.validation.loss,
    crossEntropy: record.train.crossEntropy,
    valCrossEntropy: record.validation.crossEntropy,
    accuracy: record.validation.accuracy,
    balancedAccuracy: record.validation.balancedAccuracy,
    macroF1: record.validation.macroF1,
  }
}
