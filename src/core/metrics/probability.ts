/** Measures of the probabilities themselves, as scikit-learn defines them. */
import type { Matrix } from '../matrix'

/**
 * Mean of -log p of the true class, p clipped to [ε, 1 - ε] with ε = 2.2e-16, rows taken as they are (scikit-learn's
 * log_loss).
 */
export function logLoss(labels: ArrayLike<number>, { data, rows, columns }: Matrix): number {
  let sum = 0
  for (let i = 0; i < rows; i++) {
    const probability = data[i * columns + labels[i]!]!
    sum -= Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability)))
  }
  return sum / rows
}

/**
 * Mean over samples of Σ_c (p_c - y_c)², between 0 and 2; with two classes half of that, which is the mean of
 * (p_1 - y)², between 0 and 1 (scikit-learn's brier_score_loss, from 1.7).
 */
export function brierScore(labels: ArrayLike<number>, { data, rows, columns }: Matrix): number {
  let sum = 0
  for (let i = 0; i < rows; i++) {
    for (let c = 0; c < columns; c++) {
      const difference = data[i * columns + c]! - (labels[i] === c ? 1 : 0)
      sum += difference * difference
    }
  }
  return columns < 3 ? sum / rows / 2 : sum / rows
}
