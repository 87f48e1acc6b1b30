/**
 * Logit adjustment (Menon et al. 2021, "Long-tail learning via logit adjustment"): cross-entropy on
 * z + τ log π, with π the class priors of the training data. τ = 1 is balanced softmax (Ren et al. 2020).
 */
import { sum } from '../sum'

/** Prior of a class without training samples; the floor of Menon et al.'s code, which keeps the loss finite. */
export const priorFloor = 1e-12

/** τ log π_j for each class, from training counts. */
export function logitAdjustments(classCounts: readonly number[], tau: number): Float64Array {
  const total = sum(classCounts)
  return Float64Array.from(classCounts, (count) => tau * Math.log(count > 0 ? count / total : priorFloor))
}

/** The class that wins after the fact: argmax_j z_j - τ log π_j. Ties go to the first class. */
export function adjustedPrediction(logits: ArrayLike<number>, adjustments: ArrayLike<number>): number {
  let best = 0
  for (let j = 1; j < logits.length; j++) {
    if (logits[j]! - adjustments[j]! > logits[best]! - adjustments[best]!) best = j
  }
  return best
}
