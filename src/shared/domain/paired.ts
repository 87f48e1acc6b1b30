/** Two runs measured on the same validation rows: they are right and wrong on the same hard rows, and that is known here. */

/** second − first, with its 95% interval; of shares between 0 and 1. */
export interface Difference {
  value: number
  low: number
  high: number
}

/** With a paired permutation test: the two runs' predictions are swapped within rows. */
export interface TestedDifference extends Difference {
  /** Two-sided; exact where the swaps have at most 10,000 outcomes, else of 10,000 drawn sets of swaps. */
  pValue: number
}

/** Rows on which one of two runs is right and the other wrong, and how likely that is for equally good runs. */
export interface McNemarResult {
  /** Rows that only the first, and only the second run has right. */
  onlyFirst: number
  onlySecond: number
  /** Two-sided; exact (binomial) below 25 such rows, else χ² with continuity correction. */
  pValue: number
  method: 'exact' | 'chiSquared'
}

/** The difference in the recall of a class, with McNemar's test on the rows of that class. */
export type RecallDifference = Difference & McNemarResult

export interface PairedScores {
  /** Validation rows that both runs were measured on. */
  rows: number
  /** Of the accuracy over all rows; of several labels a row, of all of them right. */
  mcNemar: McNemarResult
  /** Rows of each class, in the order of the run's labels. */
  support: number[]
  accuracy: Difference
  balancedAccuracy: TestedDifference
  macroF1: TestedDifference
  /** Of each class, in the order of the run's labels; null for a class absent from the truth. */
  recall: (RecallDifference | null)[]
  /** Of each label's yes and no over all rows, where a row may have several labels; absent elsewhere. */
  answers?: McNemarResult[]
}

/**
 * Why two runs have no paired comparison.
 * `otherData`: they use other data. `otherFold`: other folds of a cross-validation. `otherRows`: other validation rows.
 * `noPredictions`: the run, `referenceWithoutPredictions`: the reference has none of this epoch (they are kept when a
 * run ends). `dataGone`: the data set's file, which has the true classes, is not there.
 */
export const unpairedReasons = [
  'otherData',
  'otherFold',
  'otherRows',
  'noPredictions',
  'referenceWithoutPredictions',
  'dataGone',
] as const
export type UnpairedReason = (typeof unpairedReasons)[number]

/** One run against the reference: its scores, or why there are none. */
export type PairedRun =
  { id: string; paired: PairedScores; reason: null } | { id: string; paired: null; reason: UnpairedReason }
