/**
 * The softmax losses on tensors, in float32: the same formulas as src/core/losses/softmax-loss.ts, rearranged so that
 * nothing overflows or cancels. With e_j = exp(z_j - max z), S their sum and S_t = S - e_t (summed without e_t):
 * the margin is m = z_t - max z - log S_t, -log p_t = softplus(-m), 1 - p_t = S_t / S.
 */
import * as tf from '@tensorflow/tfjs'
import { flsd53 } from '@core/losses/flsd53'
import { ldamDefaults, ldamMargins } from '@core/losses/ldam'
import { logitAdjustments } from '@core/losses/logit-adjustment'
import type { LossConfig } from '@shared/config/run-config'
import { nativeBackend } from '../backend/native-backend'
import type { LossFormula } from './loss-terms'
import { focalDescent, modulation, smallestSum, type Gamma } from './modulation'
import { nativeMargins } from './native-softmax'
import type { KeepConstant } from './scheduled-tensors'

type SoftmaxConfig = Pick<LossConfig, 'kind' | 'labelSmoothing' | 'tau'>

/**
 * The formula of a softmax loss.
 * @param focusing γ of focal loss
 * @param alpha α of each class, [C, 1], or null where all are 1
 * @param trainCounts training samples of each class; used by ldam and balancedSoftmax
 * @param keep is told the tensors that the formula works with
 */
export function softmaxFormula(
  config: SoftmaxConfig,
  focusing: Gamma,
  alpha: tf.Tensor2D | null,
  trainCounts: readonly number[],
  keep: KeepConstant,
): LossFormula {
  const shift = logitShift(config, trainCounts, keep)
  const scale = config.kind === 'ldam' ? ldamDefaults.scale : 1
  const terms =
    config.labelSmoothing > 0
      ? smoothedTerms(config, focusing, alpha, trainCounts.length, keep)
      : hardTerms(config, focusing)
  return (logits, oneHot) => {
    const weights: tf.Tensor2D | null = alpha === null ? null : tf.matMul(oneHot, alpha)
    const { losses, gradient } = terms(shift(logits, oneHot), oneHot, weights)
    return { losses, weights, gradient: () => (scale === 1 ? gradient() : tf.mul(gradient(), scale)) }
  }
}

interface ShiftedTerms {
  losses: tf.Tensor2D
  gradient(): tf.Tensor2D
}

type TermsOfShifted = (shifted: tf.Tensor2D, oneHot: tf.Tensor2D, weights: tf.Tensor2D | null) => ShiftedTerms

/** What the loss of hard labels is made of, one a sample: only the margin of the true class matters. */
export interface Margins {
  /** -log p_t, [N, 1]. */
  entropy: tf.Tensor2D
  /** 1 - p_t, [N, 1]; never 0. */
  u: tf.Tensor2D
  /** Softmax among the other classes, 0 for the true one, [N, C]. */
  shares(): tf.Tensor2D
}

function hardTerms(config: SoftmaxConfig, focusing: Gamma): TermsOfShifted {
  const backend = nativeBackend()
  return (shifted, oneHot, weights) => {
    const { entropy, u, shares } =
      backend === null ? margins(shifted, oneHot) : nativeMargins(backend, shifted, oneHot)
    const gamma = gammaOf(config, focusing, entropy)
    const factor = modulation(u, gamma)
    const unweighted: tf.Tensor2D = factor === null ? entropy : tf.mul(factor, entropy)
    return {
      losses: weights === null ? unweighted : tf.mul(unweighted, weights),
      gradient: () => {
        const descent = focalDescent(entropy, u, factor, gamma)
        const weighted = weights === null ? descent : tf.mul(descent, weights)
        return tf.mul(tf.sub(shares(), oneHot), weighted)
      },
    }
  }
}

function margins(shifted: tf.Tensor2D, oneHot: tf.Tensor2D): Margins {
  const exps = tf.exp(shifted)
  const others: tf.Tensor2D = tf.sub(exps, tf.mul(exps, oneHot))
  const othersSum: tf.Tensor2D = tf.maximum(tf.sum(others, 1, true), smallestSum)
  const trueShifted = tf.sum(tf.mul(shifted, oneHot), 1, true)
  return {
    entropy: tf.softplus<tf.Tensor2D>(tf.sub(tf.log(othersSum), trueShifted)),
    u: tf.div(othersSum, tf.sum(exps, 1, true)),
    shares: () => tf.div(others, othersSum),
  }
}

/** Smoothed labels q = (1 - s) y + s / C: each class is modulated by its own p_c, and each has a margin. */
function smoothedTerms(
  config: SoftmaxConfig,
  focusing: Gamma,
  alpha: tf.Tensor2D | null,
  classes: number,
  keep: KeepConstant,
): TermsOfShifted {
  const diagonal = keep(tf.eye(classes))
  const offDiagonal: tf.Tensor2D = keep(tf.sub(1, diagonal))
  return (shifted, oneHot) => {
    const shares: tf.Tensor2D = tf.add(
      tf.mul(oneHot, 1 - config.labelSmoothing),
      config.labelSmoothing / classes,
    )
    const weights: tf.Tensor2D = alpha === null ? shares : tf.mul(shares, tf.reshape(alpha, [1, classes]))
    const { exps, othersSums, u } = everyMargin(shifted, diagonal)
    const entropy: tf.Tensor2D = tf.softplus<tf.Tensor2D>(tf.sub(tf.log(othersSums), shifted))
    const gamma = gammaOf(config, focusing, tf.sum(tf.mul(entropy, oneHot), 1, true))
    const factor = modulation(u, gamma)
    const unweighted: tf.Tensor2D = factor === null ? entropy : tf.mul(factor, entropy)
    return {
      losses: tf.sum(tf.mul(unweighted, weights), 1, true),
      gradient: () => {
        const descent = tf.mul(focalDescent(entropy, u, factor, gamma), weights)
        // Summed without the class's own term, which would cancel.
        const fromOthers = tf.matMul(tf.div(descent, othersSums), offDiagonal)
        return tf.sub(tf.mul(exps, fromOthers), descent)
      },
    }
  }
}

/**
 * S_c and 1 - p_c of every class c. Only where c is the largest would S - e_c cancel: there the rest is summed alone.
 * @param rows one-hot rows of all classes, C × C (tfjs's own oneHot is wrong for floats on WebAssembly)
 */
function everyMargin(
  shifted: tf.Tensor2D,
  rows: tf.Tensor2D,
): { exps: tf.Tensor2D; othersSums: tf.Tensor2D; u: tf.Tensor2D } {
  const exps: tf.Tensor2D = tf.exp(shifted)
  const isLargest = tf.gather(rows, tf.argMax<tf.Tensor1D>(shifted, 1))
  const rest = tf.sum(tf.sub(exps, tf.mul(exps, isLargest)), 1, true)
  const total = tf.add(rest, 1)
  const exact = tf.add(tf.mul(isLargest, rest), tf.mul(tf.sub(1, isLargest), tf.sub(total, exps)))
  const othersSums: tf.Tensor2D = tf.maximum(exact, smallestSum)
  return { exps, othersSums, u: tf.div(othersSums, total) }
}

/**
 * The logits that the cross-entropy sees, less their maximum: z; z + τ log π (balanced softmax); s (z - Δ_y 1_y) (LDAM).
 * The maximum is taken off first, while the subtraction is exact: adding to logits of 100 would cost digits.
 */
function logitShift(
  config: SoftmaxConfig,
  trainCounts: readonly number[],
  keep: KeepConstant,
): (z: tf.Tensor2D, oneHot: tf.Tensor2D) => tf.Tensor2D {
  if (config.kind === 'balancedSoftmax') {
    const adjustments = keep(
      tf.tensor2d([...logitAdjustments(trainCounts, config.tau)], [1, trainCounts.length]),
    )
    return (z) => lessMaximum(tf.add(lessMaximum(z), adjustments))
  }
  if (config.kind === 'ldam') {
    const margins = keep(tf.tensor2d([...ldamMargins(trainCounts)], [1, trainCounts.length]))
    return (z, oneHot) =>
      lessMaximum(tf.mul(tf.sub(lessMaximum(z), tf.mul(oneHot, margins)), ldamDefaults.scale))
  }
  // The native cross-entropy takes the maximum off itself.
  return config.labelSmoothing === 0 && nativeBackend() !== null ? (z) => z : lessMaximum
}

function lessMaximum(z: tf.Tensor2D): tf.Tensor2D {
  return tf.sub(z, tf.max(z, 1, true))
}

/** γ of the loss; FLSD-53 takes it from p_t, which is exp(-entropy). */
function gammaOf(config: SoftmaxConfig, focusing: Gamma, trueEntropy: tf.Tensor2D): Gamma {
  if (config.kind === 'focal') return focusing
  if (config.kind !== 'flsd53') return 0
  const isBelow = tf.cast(tf.greater(trueEntropy, -Math.log(flsd53.threshold)), 'float32')
  return tf.add(tf.mul(isBelow, flsd53.gammaBelow - flsd53.gammaAbove), flsd53.gammaAbove)
}
