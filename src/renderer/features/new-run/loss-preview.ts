import { lossCurve } from '@core/losses/loss-curve'
import { classWeights, positiveWeights } from '@core/weights/class-weights'
import type { LossConfig } from '@shared/config/run-config'

/** Probabilities of the true class at which the loss is drawn. */
export const probabilities: number[] = Array.from({ length: 120 }, (_, i) => 0.005 + (0.99 * i) / 119)

/**
 * The weight that the loss gives the samples of each class, or null where every class weighs the same. Throws what core
 * throws.
 * @param samples that the counts were counted in, where they may have several labels
 */
export function weightsOf(
  loss: LossConfig,
  counts: readonly number[],
  samples = counts.reduce((sum, count) => sum + count, 0),
): number[] | null {
  const { alpha, alphaMode, beta } = loss
  if (alpha === 'none') return null
  if (typeof alpha === 'number') return counts.map(() => alpha)
  if (typeof alpha === 'string' && alphaMode === 'positiveNegative')
    return [...positiveWeights(alpha, counts, samples, beta)]
  if (typeof alpha === 'string') return [...classWeights(alpha, counts, beta, samples)]
  return alpha.length === counts.length ? alpha : null
}

/** Class whose curve is drawn where the curve depends on the class: the rarest that occurs. */
export function rarestClass(counts: readonly number[]): number {
  let rarest = 0
  counts.forEach((count, c) => {
    if (count > 0 && (counts[rarest] === 0 || count < (counts[rarest] ?? Infinity))) rarest = c
  })
  return rarest
}

export interface LossPreview {
  own: number[]
  crossEntropy: number[]
}

/**
 * The loss (or |gradient|) against p_t beside plain cross-entropy, both without class weights.
 * @param counts training samples of each class; LDAM and balanced softmax depend on them
 */
export function previewLoss(
  loss: LossConfig,
  counts: readonly number[],
  show: 'loss' | 'gradient',
): LossPreview {
  const byClass = loss.kind === 'ldam' || loss.kind === 'balancedSoftmax'
  const spec = {
    ...loss,
    alpha: 'none' as const,
    alphaMode: 'uniform' as const,
    labelSmoothing: 0,
    reduction: 'mean' as const,
  }
  const curve = byClass
    ? lossCurve({ ...spec, classCounts: [...counts] }, probabilities, { classIndex: rarestClass(counts) })
    : lossCurve(spec, probabilities)
  return { own: curve[show], crossEntropy: curve.crossEntropy[show] }
}
