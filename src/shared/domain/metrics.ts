/** What is measured in a run. Accuracy figures are shares between 0 and 1; null is "not defined". */

export type Split = 'train' | 'validation'

/**
 * Scores of one class in one split; null where the class or its predictions are absent. Where samples may have several
 * labels, a class is one of them, and its scores those of a yes-or-no question: yes from a probability of 0.5.
 */
export interface ClassScores {
  label: string
  /** Samples of this class, or that have this label, in the split. */
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
   * probability given to the true class. Sigmoids are divided by their sum over the classes first. Of several labels a
   * sample: the mean of the binary cross-entropy over all samples and labels.
   */
  crossEntropy: number
  /** Share of samples predicted right; of several labels a sample those with every label right (subset accuracy). */
  accuracy: number
  /**
   * Mean recall of the classes; of several labels a sample the mean over labels of (recall + specificity) / 2, of which
   * what is not defined is left out.
   */
  balancedAccuracy: number
  /** Mean F1 of the classes or labels that occur. */
  macroF1: number
  perClass: ClassScores[]
  /**
   * confusion[truth][predicted], in samples. Of several labels a sample one row a label:
   * [true negatives, false positives, false negatives, true positives].
   */
  confusion: number[][]
  /**
   * probabilityHistogram[truth][bin], in samples: by the probability given to the true class (p_t), in `probabilityBins`
   * equal bins from 0 to 1. Of several labels a sample: samples that have the label, by the probability given to it.
   * Absent in epochs recorded before it was.
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
