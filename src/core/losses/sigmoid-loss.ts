/** The sigmoid family: every element of the logits is a yes-or-no question of its own. */
import { zeroMatrix, type Matrix } from '../matrix'
import { asymmetricLoss, asymmetricSlope } from './asymmetric'
import type { ResolvedLossSpec } from './loss-spec'
import { sigmoidFocalLoss, sigmoidFocalSlope } from './sigmoid-focal'
import type { UnreducedLoss } from './unreduced-loss'

/**
 * Loss and gradient of each element.
 * @param targets N × C, in [0, 1]
 * @param weights one weight a column
 */
export function sigmoidLosses(
  spec: ResolvedLossSpec,
  logits: Matrix,
  targets: Matrix,
  weights: Float64Array,
): UnreducedLoss {
  const { rows, columns } = logits
  const count = rows * columns
  const result = {
    losses: new Float64Array(count),
    weights: new Float64Array(count),
    grad: zeroMatrix(rows, columns),
  }
  for (let k = 0; k < count; k++) {
    const logit = logits.data[k]!
    const hardTarget = targets.data[k]!
    const target = (1 - spec.labelSmoothing) * hardTarget + spec.labelSmoothing / 2
    const weight = elementWeight(spec, weights[k % columns]!, target)
    result.weights[k] = weight
    result.losses[k] = weight * elementLoss(spec, logit, target)
    result.grad.data[k] = weight * elementSlope(spec, logit, target)
  }
  return result
}

/** α_t: α for every element, or α for positives and 1 - α for negatives, mixed by soft targets. */
function elementWeight({ alphaMode }: ResolvedLossSpec, alpha: number, target: number): number {
  return alphaMode === 'uniform' ? alpha : alpha * target + (1 - alpha) * (1 - target)
}

function elementLoss(spec: ResolvedLossSpec, logit: number, target: number): number {
  if (spec.kind === 'asymmetric') return asymmetricLoss(logit, target, spec)
  return sigmoidFocalLoss(logit, target, spec.kind === 'focal' ? spec.gamma : 0)
}

function elementSlope(spec: ResolvedLossSpec, logit: number, target: number): number {
  if (spec.kind === 'asymmetric') return asymmetricSlope(logit, target, spec)
  return sigmoidFocalSlope(logit, target, spec.kind === 'focal' ? spec.gamma : 0)
}
