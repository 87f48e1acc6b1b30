/**
 * losses/: every loss of the configuration on tensors, with its gradient in closed form (never by automatic
 * differentiation: see src/core/losses/focal.ts). softmax-formula.ts and sigmoid-formula.ts hold the formulas, equal to the
 * float64 reference in src/core; this file weighs and reduces.
 */
import * as tf from '@tensorflow/tfjs'
import { isReweighted } from '@core/losses/loss-schedule'
import { sum } from '@core/sum'
import { classWeights, positiveWeights } from '@core/weights/class-weights'
import type { LossConfig } from '@shared/config/run-config'
import { badInput } from '@shared/errors'
import type { LossFormula, LossTerms } from './loss-terms'
import {
  gammaTensor,
  weightTensors,
  type ClassWeights,
  type KeepConstant,
  type ScheduledTensor,
} from './scheduled-tensors'
import { sigmoidFormula } from './sigmoid-formula'
import { softmaxFormula } from './softmax-formula'

/** Sums over some rows, from which the mean over a split is made. */
export type LossSums = {
  loss: number
  /** What the sum is divided by: rows or elements (`mean`), or the weights used (`weightedMean`). */
  divisor: number
}

export interface TrainingLoss {
  /**
   * The batch's loss as it is trained: a scalar, differentiable once with respect to the logits.
   * @param logits [N, C]
   * @param oneHot the labels, or the targets of samples that may have several, float32 [N, C]
   * @param sampleWeights a weight of each sample on top of its class's, [N, 1]; null where all are 1
   */
  batch(logits: tf.Tensor2D, oneHot: tf.Tensor2D, sampleWeights?: tf.Tensor2D | null): tf.Scalar
  /** The same over part of a split, not yet divided. */
  sums(logits: tf.Tensor2D, oneHot: tf.Tensor2D): LossSums
  /**
   * The sums as scalars on the backend.
   * @param rowWeights as `sampleWeights`; with 0 and 1 it leaves rows out
   */
  sumTensors(
    logits: tf.Tensor2D,
    oneHot: tf.Tensor2D,
    rowWeights: tf.Tensor2D | null,
  ): { loss: tf.Scalar; divisor: tf.Scalar; losses: tf.Tensor2D }
  /** What is to be set at the begin of each epoch; mostly nothing. */
  scheduled: readonly ScheduledTensor[]
  /** Frees what the formula works with, but not what is scheduled. */
  dispose(): void
}

/**
 * @param config a valid configuration
 * @param trainCounts training samples of each class: the base of class weights, margins and priors
 * @param epochs of the run, which schedules of γ and class weights go by
 * @param samples training samples: not the sum of the counts where a sample may have several labels, or none
 * @throws FocalError `bad-input` where alpha does not fit the classes
 */
export function createTrainingLoss(
  config: LossConfig,
  trainCounts: readonly number[],
  epochs = 1,
  samples = sum(trainCounts),
): TrainingLoss {
  const scheduled: ScheduledTensor[] = []
  const gamma = gammaTensor(config, epochs, scheduled)
  const values = everReweighted(config, epochs) ? resolveClassWeights(config, trainCounts, samples) : null
  return withSums(config.reduction, scheduled, (keep) => {
    const weights = values && weightTensors(config, values, epochs, scheduled, keep)
    return config.activation === 'softmax'
      ? softmaxFormula(config, gamma, weights?.positives ?? null, trainCounts, keep)
      : sigmoidFormula(config, gamma, weights)
  })
}

/** Class weights that would begin after the last epoch never count. */
function everReweighted(config: LossConfig, epochs: number): boolean {
  return isReweighted(config, { epoch: epochs, epochs })
}

/**
 * Plain, unweighted cross-entropy: -log of the probability given to the true class, the yardstick between all runs.
 * Sigmoids are made a distribution over the classes first, p_c = σ(z_c) / Σ_j σ(z_j): softmax of log σ(z).
 * Where a sample may have several labels it is the binary cross-entropy of each element, -log of the probability given
 * to the true answer.
 */
export function createCrossEntropy(config: LossConfig, multiLabel = false): TrainingLoss {
  const { activation } = config
  if (multiLabel) {
    const plain: LossConfig = { ...config, activation: 'sigmoid', kind: 'ce', labelSmoothing: 0 }
    return withSums('mean', [], () => sigmoidFormula(plain, 0, null))
  }
  return withSums('mean', [], (keep) => {
    const formula = softmaxFormula({ kind: 'ce', labelSmoothing: 0, tau: 0 }, 0, null, [], keep)
    return activation === 'softmax' ? formula : ofNormalizedSigmoids(formula)
  })
}

/** A softmax formula on log σ(z); d log σ(z) / dz = σ(-z). */
function ofNormalizedSigmoids(formula: LossFormula): LossFormula {
  return (logits, oneHot) => {
    const { losses, weights, gradient } = formula(tf.neg(tf.softplus(tf.neg(logits))), oneHot)
    return { losses, weights, gradient: () => tf.mul(gradient(), tf.sigmoid(tf.neg(logits))) }
  }
}

/**
 * α of each class, and in sigmoid of the elements of the others; null where every loss has weight 1.
 * @param samples that the counts were counted in
 */
export function resolveClassWeights(
  config: LossConfig,
  trainCounts: readonly number[],
  samples = sum(trainCounts),
): ClassWeights | null {
  const { alpha, alphaMode } = config
  if (alpha === 'none' || (alpha === 1 && alphaMode === 'uniform')) return null
  const positives = alphaByClass(config, trainCounts, samples)
  const negatives = alphaMode === 'uniform' ? positives : positives.map((weight) => 1 - weight)
  return { positives, negatives }
}

function alphaByClass(
  { alpha, alphaMode, beta }: LossConfig,
  trainCounts: readonly number[],
  samples: number,
): readonly number[] {
  const classes = trainCounts.length
  if (typeof alpha === 'number') return new Array<number>(classes).fill(alpha)
  if (alpha !== 'none' && typeof alpha === 'string' && alphaMode === 'positiveNegative')
    return [...positiveWeights(alpha, trainCounts, samples, beta)]
  if (typeof alpha === 'string') return [...classWeights(alpha, trainCounts, beta, samples)]
  if (alpha.length !== classes) {
    throw badInput(`loss.alpha has ${alpha.length} numbers, but the data has ${classes} classes.`, {
      field: 'loss.alpha',
    })
  }
  return alpha
}

function batchLoss(formula: LossFormula, reduction: LossConfig['reduction']): TrainingLoss['batch'] {
  return (logits, oneHot, sampleWeights = null) => {
    const withGradient = tf.customGrad((input, save) => {
      const terms = weigh(formula(input as tf.Tensor2D, oneHot), sampleWeights)
      const divisor = reductionDivisor(terms, reduction)
      const value = tf.div(tf.sum(terms.losses), divisor)
      ;(save as tf.GradSaveFunc)([tf.div(terms.gradient(), divisor)])
      return { value, gradFunc: (dy, saved) => tf.mul(saved[0]!, dy) }
    })
    return withGradient(logits) as tf.Scalar
  }
}

/** Every term times its row's weight, [N, 1]. */
function weigh(terms: LossTerms, rowWeights: tf.Tensor2D | null): LossTerms {
  if (rowWeights === null) return terms
  return {
    losses: tf.mul(terms.losses, rowWeights),
    weights: terms.weights === null ? rowWeights : tf.mul(terms.weights, rowWeights),
    gradient: () => tf.mul(terms.gradient(), rowWeights),
  }
}

function withSums(
  reduction: LossConfig['reduction'],
  scheduled: readonly ScheduledTensor[],
  createFormula: (keep: KeepConstant) => LossFormula,
): TrainingLoss {
  const constants: tf.Tensor[] = []
  const formula = createFormula((tensor) => {
    constants.push(tf.keep(tensor))
    return tensor
  })
  const sumTensors: TrainingLoss['sumTensors'] = (logits, oneHot, rowWeights) => {
    const { losses, weights } = weigh(formula(logits, oneHot), rowWeights)
    const divisor =
      reduction === 'mean' || weights === null ? tf.scalar(losses.size) : weightSum(losses, weights)
    return { loss: tf.sum(losses), divisor, losses }
  }
  const sums: TrainingLoss['sums'] = (logits, oneHot) =>
    tf.tidy(() => {
      const { loss, divisor } = sumTensors(logits, oneHot, null)
      return { loss: readScalar(loss), divisor: readScalar(divisor) }
    })
  const dispose = () => {
    tf.dispose(constants)
  }
  return { batch: batchLoss(formula, reduction), sums, sumTensors, scheduled, dispose }
}

/** What a batch's sum is divided by; a batch whose weights are all 0 has loss and gradient 0. */
function reductionDivisor(
  { losses, weights }: { losses: tf.Tensor2D; weights: tf.Tensor2D | null },
  reduction: LossConfig['reduction'],
): number | tf.Tensor {
  if (reduction === 'mean' || weights === null) return losses.size
  return tf.maximum(weightSum(losses, weights), 1e-37)
}

function readScalar(scalar: tf.Scalar): number {
  return scalar.dataSync()[0]!
}

/** Sum of the weights, each counted as often as it was broadcast. */
function weightSum(losses: tf.Tensor2D, weights: tf.Tensor2D): tf.Scalar {
  const repeats = losses.size / weights.size
  return repeats === 1 ? tf.sum(weights) : tf.mul(tf.sum(weights), repeats)
}
