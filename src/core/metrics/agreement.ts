/** Measures of a whole confusion matrix that correct for chance. */
import { sum } from '../sum'
import { confusionSums, meanOfDefined } from './confusion'

type Confusion = readonly (readonly number[])[]

/**
 * Matthews correlation coefficient for any number of classes (Gorodkin 2004), as scikit-learn's matthews_corrcoef:
 * 0 where the truth or the predictions are of one class.
 */
export function matthewsCorrelation(confusion: Confusion): number {
  const { support, predicted, correct, total } = confusionSums(confusion)
  const covariance = sum(correct) * total - dot(support, predicted)
  const truthVariance = total * total - dot(support, support)
  const predictedVariance = total * total - dot(predicted, predicted)
  // One root of the product: of equal variances it is exact, and full agreement is 1.
  const scale = Math.sqrt(truthVariance * predictedVariance)
  return scale === 0 ? 0 : covariance / scale
}

/** Cohen's kappa between truth and predictions; null where chance alone agrees always (one class throughout). */
export function cohenKappa(confusion: Confusion): number | null {
  const { support, predicted, correct, total } = confusionSums(confusion)
  const byChance = dot(support, predicted) / total
  return byChance === total ? null : (sum(correct) - byChance) / (total - byChance)
}

/** Geometric mean of the recalls of the classes in the truth, as imbalanced-learn's geometric_mean_score. */
export function geometricMeanOfRecalls(recall: readonly (number | null)[]): number {
  return Math.exp(meanOfDefined(recall.map((value) => (value === null ? null : Math.log(value)))))
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((total, value, k) => total + value * b[k]!, 0)
}
