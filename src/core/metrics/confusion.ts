/**
 * The confusion matrix, confusion[truth][predicted] in samples, and everything that follows from it alone.
 * A class absent from the truth is "not defined" (null): left out of every mean, never counted as 0.
 */
import { badInput } from '@shared/errors'
import { sum } from '../sum'

export interface ConfusionScores {
  /** Share of samples predicted right. */
  accuracy: number
  /** Mean of the recalls of the classes in the truth. */
  balancedAccuracy: number
  /** Mean of the F1 of the classes in the truth. */
  macroF1: number
  /** Samples of each class in the truth. */
  support: number[]
  /** The per-class accuracy; null for a class absent from the truth. */
  recall: (number | null)[]
  /** 0 for a class that is never predicted (scikit-learn's zero_division=0); null for a class absent from the truth. */
  precision: (number | null)[]
  /** Harmonic mean of precision and recall; 0 where both are 0; null for a class absent from the truth. */
  f1: (number | null)[]
}

/** Counts confusion[truth][predicted]. Labels and predictions must be class numbers below `classes`. */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predictions: ArrayLike<number>,
  classes: number,
): number[][] {
  const flat = new Float64Array(classes * classes)
  for (let i = 0; i < labels.length; i++) flat[labels[i]! * classes + predictions[i]!]! += 1
  return Array.from({ length: classes }, (_, c) => Array.from(flat.subarray(c * classes, (c + 1) * classes)))
}

/**
 * Accuracy, balanced accuracy and the scores of each class.
 * @param confusion square, confusion[truth][predicted]; at least one sample
 * @throws FocalError `bad-input` where it is not square or empty
 */
export function confusionToMetrics(confusion: readonly (readonly number[])[]): ConfusionScores {
  const { support, predicted, correct, total } = confusionSums(confusion)
  const recall = support.map((count, c) => (count === 0 ? null : correct[c]! / count))
  const precision = support.map((count, c) => (count === 0 ? null : share(correct[c]!, predicted[c]!)))
  const f1 = support.map((count, c) => (count === 0 ? null : (2 * correct[c]!) / (count + predicted[c]!)))
  return {
    accuracy: sum(correct) / total,
    balancedAccuracy: meanOfDefined(recall),
    macroF1: meanOfDefined(f1),
    support,
    recall,
    precision,
    f1,
  }
}

export interface ConfusionSums {
  /** Samples of each class in the truth (row sums). */
  support: number[]
  /** Samples predicted as each class (column sums). */
  predicted: number[]
  /** The diagonal. */
  correct: number[]
  total: number
}

/** @throws FocalError `bad-input` where the matrix is not square or holds no samples */
export function confusionSums(confusion: readonly (readonly number[])[]): ConfusionSums {
  const classes = confusion.length
  confusion.forEach((row, c) => {
    if (row.length !== classes) {
      throw badInput(`confusion[${c}] has ${row.length} numbers, but there are ${classes} classes.`, {
        field: 'confusion',
      })
    }
  })
  const support = confusion.map(sum)
  const predicted = confusion.map((_, c) => confusion.reduce((sum, row) => sum + row[c]!, 0))
  const total = sum(support)
  if (total === 0) throw badInput('The confusion matrix holds no samples.', { field: 'confusion' })
  return { support, predicted, correct: confusion.map((row, c) => row[c]!), total }
}

/** Mean of the values that are not null; NaN where there is none. */
export function meanOfDefined(values: readonly (number | null)[]): number {
  const defined = values.filter((value) => value !== null)
  return sum(defined) / defined.length
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}
