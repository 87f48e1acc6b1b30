import type { Matrix } from '../matrix'

/** Losses before reduction, their gradient, and the weight that each used. */
export interface UnreducedLoss {
  /** One a sample (softmax) or one an element, row-major (sigmoid). */
  losses: Float64Array
  weights: Float64Array
  /** Gradient of the sum of `losses`, in the shape of the logits. */
  grad: Matrix
}
