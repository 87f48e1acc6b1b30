/**
 * metrics/: how good predictions are, equal to scikit-learn and imbalanced-learn to the last digits. This file measures
 * everything at once; confusion.ts, ranking.ts, probability.ts and calibration.ts hold the parts, paired.ts compares two
 * runs, multiLabel.ts is for targets with several classes at a time, curves.ts for the PR and ROC points.
 */
import { badInput } from '@shared/errors'
import type { Matrix } from '../matrix'
import { cohenKappa, geometricMeanOfRecalls, matthewsCorrelation } from './agreement'
import { expectedCalibrationError, reliabilityBins } from './calibration'
import { confusionMatrix, confusionToMetrics, type ConfusionScores } from './confusion'
import { brierScore, logLoss } from './probability'
import { rankingScores, splitScores } from './ranking'

/** Everything the command `metrics` prints. null is "not defined"; a class absent from the truth has null throughout. */
export interface ClassificationMetrics extends ConfusionScores {
  /** Geometric mean of the recalls of the classes in the truth. */
  gmean: number
  /** 0 where truth or predictions are of one class. */
  mcc: number
  /** null where truth and predictions are of one and the same class. */
  kappa: number | null
  /** One class against the rest; null without positives. */
  averagePrecision: (number | null)[]
  /** One class against the rest; null without positives or without negatives. */
  rocAuc: (number | null)[]
  logLoss: number
  brier: number
  /** 15 equal-width bins of the top-1 confidence. */
  ece: number
  /** confusion[truth][predicted]. */
  confusion: number[][]
}

/**
 * @param labels N class numbers
 * @param scores N × C probabilities, C ≥ 2; rows are taken as they are (sigmoid outputs need not sum to 1)
 * @throws FocalError `bad-input` for scores outside [0, 1]
 */
export function classificationMetrics(labels: Int32Array, scores: Matrix): ClassificationMetrics {
  requireProbabilities(scores)
  const predictions = topClasses(scores)
  const confusion = confusionMatrix(labels, predictions, scores.columns)
  const fromConfusion = confusionToMetrics(confusion)
  const rankings = fromConfusion.support.map((support, c) => {
    const { positives, negatives } = splitScores(labels, scores.data, scores.columns, c, support)
    return rankingScores(positives, negatives)
  })
  return {
    ...fromConfusion,
    gmean: geometricMeanOfRecalls(fromConfusion.recall),
    mcc: matthewsCorrelation(confusion),
    kappa: cohenKappa(confusion),
    averagePrecision: rankings.map((ranking) => ranking.averagePrecision),
    rocAuc: rankings.map((ranking) => ranking.rocAuc),
    logLoss: logLoss(labels, scores),
    brier: brierScore(labels, scores),
    ece: expectedCalibrationError(reliabilityBins(labels, scores, predictions)),
    confusion,
  }
}

/** The class of the highest score of each row; ties go to the first class, as in NumPy. */
export function topClasses({ data, rows, columns }: Matrix): Int32Array {
  const predictions = new Int32Array(rows)
  for (let i = 0; i < rows; i++) {
    const offset = i * columns
    let best = 0
    for (let c = 1; c < columns; c++) if (data[offset + c]! > data[offset + best]!) best = c
    predictions[i] = best
  }
  return predictions
}

/** @throws FocalError `bad-input` at the first score that is not a number from 0 to 1. */
export function requireProbabilities({ data, columns }: Matrix): void {
  for (let k = 0; k < data.length; k++) {
    if (!(data[k]! >= 0 && data[k]! <= 1)) {
      const row = Math.floor(k / columns)
      throw badInput(
        `scores[${row}][${k % columns}] is ${data[k]}; scores are probabilities, from 0 to 1 (apply softmax or sigmoid to logits).`,
        { field: 'scores', index: row },
      )
    }
  }
}
