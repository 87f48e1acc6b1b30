/**
 * losses/: the reference for every loss the trainer has, in float64 and with its gradient in closed form.
 * Formulas are one file each (focal.ts, ldam.ts, …), as functions of one margin or one logit; softmaxLoss.ts and
 * sigmoidLoss.ts apply them to batches; this file is the way in. lossRequest.ts reads what the command line is given.
 */
import { requireFinite, type Matrix } from '../matrix'
import { sum } from '../sum'
import { classWeights, positiveWeights } from '../weights/class-weights'
import { resolveLossSpec, type LossReduction, type LossSpec, type ResolvedLossSpec } from './loss-spec'
import { readTruth, requireCountsOfTruth, truthCounts, truthSamples, type LossTruth } from './loss-truth'
import { sigmoidLosses } from './sigmoid-loss'
import { softmaxLosses } from './softmax-loss'
import type { UnreducedLoss } from './unreduced-loss'

export interface LossResult {
  /** A number; with reduction `none` the same array as `unreduced`. */
  loss: number | Float64Array
  /** Weighted losses before reduction: one a sample (softmax, N) or one an element (sigmoid, N × C row-major). */
  unreduced: Float64Array
  /** Gradient of the loss, in the shape of the logits; with reduction `none`, of the sum. */
  grad: Matrix
}

/**
 * The loss of a batch and its gradient with respect to the logits.
 *
 * `mean` divides by N (softmax) or N · C (sigmoid). `weightedMean` divides by the sum of the class weights used, as
 * PyTorch's CrossEntropyLoss(weight) does: with soft targets the weight of a sample is Σ_c y_c α_c, label smoothing does
 * not change it, and a batch whose weights are all 0 has loss 0.
 * @param logits N × C, finite
 * @param truth labels (N class numbers) or targets (N × C in [0, 1]; softmax rows sum to 1)
 * @throws FocalError `bad-input` naming the field and the index
 */
export function evaluateLoss(spec: LossSpec, logits: Matrix, truth: LossTruth): LossResult {
  requireFinite(logits, 'logits')
  const resolved = resolveLossSpec(spec, logits.columns)
  const known = readTruth(truth, logits, resolved.activation)
  requireCountsOfTruth(resolved, known, logits.columns)
  const weights = lossWeights(resolved, known, logits.columns)
  const unreduced =
    known.targets !== undefined && resolved.activation === 'sigmoid'
      ? sigmoidLosses(resolved, logits, known.targets, weights)
      : softmaxLosses(resolved, logits, known, weights)
  return reduce(unreduced, resolved.reduction)
}

/** The class weights that `alpha` stands for; with `positiveNegative` those of the positives. */
function lossWeights(spec: ResolvedLossSpec, truth: LossTruth, classes: number): Float64Array {
  const { alpha, beta } = spec
  if (typeof alpha === 'number') return new Float64Array(classes).fill(alpha)
  if (typeof alpha !== 'string') return Float64Array.from(alpha)
  if (alpha === 'none') return new Float64Array(classes).fill(1)
  const counts = truthCounts(spec, truth, classes)
  const samples = truthSamples(spec, truth)
  return spec.alphaMode === 'uniform'
    ? classWeights(alpha, counts, beta, samples)
    : positiveWeights(alpha, counts, samples, beta)
}

function reduce({ losses, weights, grad }: UnreducedLoss, reduction: LossReduction): LossResult {
  if (reduction === 'none') return { loss: losses, unreduced: losses, grad }
  const divisor = reduction === 'sum' ? 1 : reduction === 'mean' ? losses.length : sum(weights)
  const factor = divisor === 0 ? 0 : 1 / divisor
  for (let k = 0; k < grad.data.length; k++) grad.data[k]! *= factor
  return { loss: divisor === 0 ? 0 : sum(losses) / divisor, unreduced: losses, grad }
}
