/**
 * losses/: every loss of the configuration on tensors, with its gradient in closed form (never by automatic
 * differentiation: see src/core/losses/focal.ts). softmax-formula.ts and sigmoid-formula.ts hold the formulas, equal to the
 * float64 reference in src/core; this file weighs and reduces.
 */
import * as tf from '@tensorflow/tfjs'
import { classWeights } from '@core/weights/class-weights'
import type { LossConfig } from '@shared/config/run-config'
import { badInput } from '@shared/errors'
import type { LossFormula, LossTerms } from './loss-terms'
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
   * @param oneHot the labels, float32 [N, C]
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
}

/**
 * @param config a valid configuration
 * @param trainCounts training samples of each class: the base of class weights, margins and priors
 * @throws FocalError `bad-input` where alpha does not fit the classes
 */
export function createTrainingLoss(config: LossConfig, trainCounts: readonly number[]): TrainingLoss {
  const weights = resolveClassWeights(config, trainCounts)
  const formula =
    config.activation === 'softmax'
      ? softmaxFormula(config, weights, trainCounts)
      : sigmoidFormula(config, weights)
  return withSums(formula, config.reduction)
}

/** Plain, unweighted cross-entropy of the same activation: what `ce` with no weights and no smoothing trains. */
export function createCrossEntropy({ activation }: LossConfig): TrainingLoss {
  const plain: LossConfig = {
    kind: 'ce',
    activation,
    gamma: 0,
    alpha: 'none',
    beta: 0,
    tau: 0,
    labelSmoothing: 0,
    reduction: 'mean',
  }
  const formula = activation === 'softmax' ? softmaxFormula(plain, null, []) : sigmoidFormula(plain, null)
  return withSums(formula, 'mean')
}

/** α of each class; null where all are 1. */
export function resolveClassWeights(
  { alpha, beta }: LossConfig,
  trainCounts: readonly number[],
): readonly number[] | null {
  const classes = trainCounts.length
  if (alpha === 'none' || alpha === 1) return null
  if (typeof alpha === 'number') return new Array<number>(classes).fill(alpha)
  if (typeof alpha === 'string') return [...classWeights(alpha, trainCounts, beta)]
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

function withSums(formula: LossFormula, reduction: LossConfig['reduction']): TrainingLoss {
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
  return { batch: batchLoss(formula, reduction), sums, sumTensors }
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
