/** The sigmoid losses on tensors, in float32: every element is its own yes or no. Formulas as in src/core/losses. */
import * as tf from '@tensorflow/tfjs'
import { asymmetricDefaults } from '@core/losses/asymmetric'
import type { LossConfig } from '@shared/config/run-config'
import type { LossFormula } from './loss-terms'
import { focalDescent, modulation, type Gamma } from './modulation'
import type { WeightTensors } from './scheduled-tensors'

interface ElementTerms {
  losses: tf.Tensor2D
  /** dL/dx of each element. */
  slopes(): tf.Tensor2D
}

/**
 * @param focusing γ of focal loss
 * @param classWeights weights of the elements of each column, or null where all are 1
 */
export function sigmoidFormula(
  config: LossConfig,
  focusing: Gamma,
  classWeights: WeightTensors | null,
): LossFormula {
  const weightsOf = classWeights === null ? null : elementWeights(config, classWeights)
  const elements = elementFormula(config, focusing)
  return (logits, oneHot) => {
    const { losses, slopes } = elements(logits, oneHot)
    if (weightsOf === null) return { losses, weights: null, gradient: slopes }
    const weights = weightsOf(oneHot)
    return { losses: tf.mul(losses, weights), weights, gradient: () => tf.mul(slopes(), weights) }
  }
}

/** α of each column, [1, C]; or α for positives and 1 - α for negatives, mixed by smoothed targets, [N, C]. */
function elementWeights(
  { labelSmoothing }: LossConfig,
  { positives, negatives }: WeightTensors,
): (oneHot: tf.Tensor2D) => tf.Tensor2D {
  const row = (column: tf.Tensor2D): tf.Tensor2D => tf.reshape(column, [1, column.size])
  if (positives === negatives) return () => row(positives)
  return (oneHot) => {
    const difference = row(tf.sub(positives, negatives))
    return tf.add(tf.mul(smooth(oneHot, labelSmoothing), difference), row(negatives))
  }
}

function elementFormula(
  config: LossConfig,
  focusing: Gamma,
): (logits: tf.Tensor2D, oneHot: tf.Tensor2D) => ElementTerms {
  const { labelSmoothing } = config
  const gamma = config.kind === 'focal' ? focusing : 0
  if (config.kind === 'asymmetric')
    return (logits, oneHot) => asymmetric(logits, smooth(oneHot, labelSmoothing))
  if (labelSmoothing === 0) return (logits, oneHot) => hardFocal(logits, oneHot, gamma)
  return (logits, oneHot) => softFocal(logits, smooth(oneHot, labelSmoothing), gamma)
}

/** (1 - s) y + s / 2. */
function smooth(oneHot: tf.Tensor2D, labelSmoothing: number): tf.Tensor2D {
  if (labelSmoothing === 0) return oneHot
  return tf.add(tf.mul(oneHot, 1 - labelSmoothing), labelSmoothing / 2)
}

/** Targets 0 and 1: with s = ±1, -log p = softplus(-s x) and log(1 - p) = -softplus(s x). */
function hardFocal(logits: tf.Tensor2D, oneHot: tf.Tensor2D, gamma: Gamma): ElementTerms {
  const negativeSign: tf.Tensor2D = tf.sub(1, tf.mul(oneHot, 2))
  const negativeMargin: tf.Tensor2D = tf.mul(logits, negativeSign)
  const entropy: tf.Tensor2D = tf.softplus(negativeMargin)
  const u: tf.Tensor2D = tf.exp(tf.neg(tf.softplus(tf.neg(negativeMargin))))
  const factor = modulation(u, gamma)
  return {
    losses: factor === null ? entropy : tf.mul(factor, entropy),
    slopes: () => tf.mul(focalDescent(entropy, u, factor, gamma), negativeSign),
  }
}

/**
 * Targets strictly between: B is the binary cross-entropy, at least the target's own entropy, p_t = e^-B and
 * u = 1 - e^-B = (1 + e^-B) tanh(B / 2), which does not cancel.
 */
function softFocal(logits: tf.Tensor2D, targets: tf.Tensor2D, gamma: Gamma): ElementTerms {
  const entropy: tf.Tensor2D = tf.add(
    tf.mul(tf.softplus(tf.neg(logits)), targets),
    tf.mul(tf.softplus(logits), tf.sub(1, targets)),
  )
  const slope: tf.Tensor2D = tf.sub(tf.sigmoid(logits), targets)
  if (gamma === 0) return { losses: entropy, slopes: () => slope }
  const p: tf.Tensor2D = tf.exp(tf.neg(entropy))
  const u: tf.Tensor2D = tf.mul(tf.add(p, 1), tf.tanh(tf.mul(entropy, 0.5)))
  const factor: tf.Tensor2D = tf.pow(u, gamma)
  return {
    losses: tf.mul(factor, entropy),
    slopes: () => {
      const focusing = tf.mul(tf.mul(tf.mul(tf.pow(u, tf.sub(gamma, 1)), p), entropy), gamma)
      return tf.mul(tf.add(focusing, factor), slope)
    },
  }
}

/** Asymmetric loss (Ridnik et al. 2021) with the defaults of src/core/losses/asymmetric.ts. */
function asymmetric(logits: tf.Tensor2D, targets: tf.Tensor2D): ElementTerms {
  const positives = hardFocal(logits, tf.onesLike(logits), asymmetricDefaults.gammaPositive)
  const negatives = shiftedNegative(logits)
  const negativeShare = tf.sub(1, targets)
  return {
    losses: tf.add(tf.mul(positives.losses, targets), tf.mul(negatives.losses, negativeShare)),
    slopes: () => tf.add(tf.mul(positives.slopes(), targets), tf.mul(negatives.slopes(), negativeShare)),
  }
}

/** -p_m^γ log(1 - p_m) with p_m = max(σ(x) - margin, 0); 1 - p_m never falls below the margin. */
function shiftedNegative(logits: tf.Tensor2D): ElementTerms {
  const { gammaNegative: gamma, probabilityMargin } = asymmetricDefaults
  const p: tf.Tensor2D = tf.sigmoid(logits)
  const shifted: tf.Tensor2D = tf.relu(tf.sub(p, probabilityMargin))
  const entropy: tf.Tensor2D = tf.neg(tf.log1p(tf.neg(shifted)))
  const factor: tf.Tensor2D = tf.pow(shifted, gamma)
  return {
    losses: tf.mul(factor, entropy),
    slopes: () => {
      const focusing = tf.mul(tf.mul(tf.pow(shifted, gamma - 1), entropy), gamma)
      const own = tf.div(factor, tf.sub(1, shifted))
      return tf.mul(tf.mul(tf.add(focusing, own), p), tf.sigmoid(tf.neg(logits)))
    },
  }
}
