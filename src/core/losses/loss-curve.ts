/** The loss as a function of the probability of the true class, for charts; one sample, and no batch. */
import { badInput } from '@shared/errors'
import { sum } from '../sum'
import { asymmetricLoss, asymmetricSlope } from './asymmetric'
import { crossEntropyLoss, crossEntropySlope } from './cross-entropy'
import { focalLoss, focalSlope } from './focal'
import { gammaOf } from './gamma-of'
import { ldamMargins } from './ldam'
import { logitAdjustments } from './logit-adjustment'
import { resolveLossSpec, type LossSpec, type ResolvedLossSpec } from './loss-spec'
import { logOneMinusExp } from './numerics'

export interface LossCurve {
  /** Loss at each probability. */
  loss: number[]
  /** |dL/dz_t| at each probability, z_t the logit of the true class. */
  gradient: number[]
}

export interface LossCurveOptions {
  /** Class weight α_t; by default the spec's, where it is one number, else 1. */
  weight?: number
  /** The true class; needed by ldam and balancedSoftmax, whose curves differ by class. */
  classIndex?: number
  /** asymmetric only: the curve of a negative, whose "true class" is 0; p_t is then 1 - σ(x). */
  isNegative?: boolean
}

/**
 * Loss and gradient against p_t, beside plain cross-entropy. ldam and balancedSoftmax change the logits: their curves
 * are drawn as if the other classes were one. Label smoothing is left out.
 * @param probabilities values of p_t, each between 0 and 1 exclusive
 * @throws FocalError `bad-input` for a wrong spec or probability, or a class that is not in classCounts
 */
export function lossCurve(
  spec: LossSpec,
  probabilities: readonly number[],
  options: LossCurveOptions = {},
): LossCurve & { crossEntropy: LossCurve } {
  const classes = spec.classCounts?.length ?? (Array.isArray(spec.alpha) ? spec.alpha.length : 2)
  const resolved = resolveLossSpec(spec, classes)
  const weight = options.weight ?? (typeof resolved.alpha === 'number' ? resolved.alpha : 1)
  const margins = probabilities.map(marginOf)
  const { shift, scale } = marginChange(resolved, options.classIndex)
  const points = margins.map((m) => curvePoint(resolved, scale * (m + shift), options.isNegative ?? false))
  return {
    loss: points.map((point) => weight * point.loss),
    gradient: points.map((point) => weight * scale * Math.abs(point.slope)),
    crossEntropy: {
      loss: margins.map(crossEntropyLoss),
      gradient: margins.map((m) => Math.abs(crossEntropySlope(m))),
    },
  }
}

function marginOf(probability: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw badInput(`The probability is ${probability}; a curve is drawn between 0 and 1.`, {
      field: 'probabilities',
    })
  }
  return Math.log(probability) - logOneMinusExp(Math.log(probability))
}

function marginChange(
  spec: ResolvedLossSpec,
  classIndex: number | undefined,
): { shift: number; scale: number } {
  if (spec.kind !== 'ldam' && spec.kind !== 'balancedSoftmax') return { shift: 0, scale: 1 }
  const counts = spec.classCounts
  const count = classIndex === undefined ? undefined : counts?.[classIndex]
  if (classIndex === undefined || counts === undefined || count === undefined) {
    throw badInput(`The curve of ${spec.kind} needs classCounts and the index of one of their classes.`, {
      field: 'classIndex',
    })
  }
  if (spec.kind === 'ldam')
    return { shift: -ldamMargins(counts, spec.maxMargin)[classIndex]!, scale: spec.scale }
  const others = sum(counts) - count
  const [own, rest] = logitAdjustments([count, others], spec.tau)
  return { shift: own! - rest!, scale: 1 }
}

function curvePoint(
  spec: ResolvedLossSpec,
  margin: number,
  isNegative: boolean,
): { loss: number; slope: number } {
  if (spec.kind === 'asymmetric') {
    const logit = isNegative ? -margin : margin
    const target = isNegative ? 0 : 1
    return { loss: asymmetricLoss(logit, target, spec), slope: asymmetricSlope(logit, target, spec) }
  }
  const gamma = gammaOf(spec, margin)
  return { loss: focalLoss(margin, gamma), slope: focalSlope(margin, gamma) }
}
