/** The softmax family: every kind is a change of the logits followed by a loss of the margin of the true class. */
import { badInput } from '@shared/errors'
import { zeroMatrix, type Matrix } from '../matrix'
import { focalLoss, focalSlope } from './focal'
import { gammaOf } from './gamma-of'
import { ldamMargins } from './ldam'
import { logitAdjustments } from './logit-adjustment'
import type { ResolvedLossSpec } from './loss-spec'
import { truthCounts, type LossTruth } from './loss-truth'
import { logSigmoid, logSumExpExcept, margin } from './numerics'
import type { UnreducedLoss } from './unreduced-loss'

/**
 * Loss and gradient of each sample.
 * @param weights one class weight α_c a class
 */
export function softmaxLosses(
  spec: ResolvedLossSpec,
  logits: Matrix,
  truth: LossTruth,
  weights: Float64Array,
): UnreducedLoss {
  const adjusted = adjustLogits(spec, logits, truth)
  const { rows, columns } = logits
  const result = {
    losses: new Float64Array(rows),
    weights: new Float64Array(rows),
    grad: zeroMatrix(rows, columns),
  }
  for (let i = 0; i < rows; i++) {
    const target = truth.targets?.data.subarray(i * columns, (i + 1) * columns)
    const label = truth.labels?.[i]
    if (label !== undefined && spec.labelSmoothing === 0)
      addHardSample(spec, adjusted, i, label, weights, result)
    else addSoftSample(spec, adjusted, i, target ?? label ?? 0, weights, result)
  }
  if (spec.kind === 'ldam') scaleInPlace(result.grad.data, spec.scale)
  return result
}

/** LDAM: s (z - Δ_y 1_y). Balanced softmax: z + τ log π. The rest: z itself. */
function adjustLogits(spec: ResolvedLossSpec, logits: Matrix, truth: LossTruth): Matrix {
  const { rows, columns } = logits
  if (spec.kind === 'ldam') {
    if (truth.labels === undefined) {
      throw badInput('ldam needs labels, or targets that are all one-hot.', { field: 'targets' })
    }
    const margins = ldamMargins(truthCounts(spec, truth, columns), spec.maxMargin)
    const data = Float64Array.from(logits.data)
    for (let i = 0; i < rows; i++) data[i * columns + truth.labels[i]!]! -= margins[truth.labels[i]!]!
    scaleInPlace(data, spec.scale)
    return { data, rows, columns }
  }
  if (spec.kind === 'balancedSoftmax') {
    const adjustments = logitAdjustments(truthCounts(spec, truth, columns), spec.tau)
    return { data: logits.data.map((z, k) => z + adjustments[k % columns]!), rows, columns }
  }
  return logits
}

/** One label: the closed form in the margin of the true class. */
function addHardSample(
  spec: ResolvedLossSpec,
  { data, columns }: Matrix,
  row: number,
  label: number,
  weights: Float64Array,
  result: UnreducedLoss,
): void {
  const offset = row * columns
  const logSumOthers = logSumExpExcept(data, offset, columns, label)
  const m = data[offset + label]! - logSumOthers
  const gamma = gammaOf(spec, m)
  const weight = weights[label]!
  const slope = weight * focalSlope(m, gamma)
  result.losses[row] = weight * focalLoss(m, gamma)
  result.weights[row] = weight
  for (let j = 0; j < columns; j++) {
    result.grad.data[offset + j] = j === label ? slope : -slope * Math.exp(data[offset + j]! - logSumOthers)
  }
}

/**
 * A target for every class, q: L = Σ_c q_c α_c (1 - p_c)^γ (-log p_c); each class is modulated by its own probability.
 * With D_c = q_c α_c dL(m_c)/dm_c, the gradient is D_k - Σ_{c ≠ k} D_c p_k / (1 - p_c).
 */
function addSoftSample(
  spec: ResolvedLossSpec,
  { data, columns }: Matrix,
  row: number,
  target: Float64Array | number,
  weights: Float64Array,
  result: UnreducedLoss,
): void {
  const offset = row * columns
  const gradient = result.grad.data.subarray(offset, offset + columns)
  const margins = Float64Array.from({ length: columns }, (_, c) => margin(data, offset, columns, c))
  const fixedGamma = softGamma(spec, target, margins)
  for (let c = 0; c < columns; c++) {
    const share = typeof target === 'number' ? Number(target === c) : target[c]!
    const smoothed = (1 - spec.labelSmoothing) * share + spec.labelSmoothing / columns
    result.weights[row]! += share * weights[c]!
    const factor = smoothed * weights[c]!
    if (factor === 0) continue
    const m = margins[c]!
    result.losses[row]! += factor * focalLoss(m, fixedGamma)
    const slope = factor * focalSlope(m, fixedGamma)
    const logOthers = logSigmoid(-m)
    for (let k = 0; k < columns; k++) {
      gradient[k]! += k === c ? slope : -slope * Math.exp(logSigmoid(margins[k]!) - logOthers)
    }
  }
}

function softGamma(spec: ResolvedLossSpec, target: Float64Array | number, margins: Float64Array): number {
  if (typeof target === 'number') return gammaOf(spec, margins[target]!)
  if (spec.kind !== 'flsd53') return gammaOf(spec, 0)
  throw badInput('flsd53 needs labels, or targets that are all one-hot.', { field: 'targets' })
}

function scaleInPlace(values: Float64Array, factor: number): void {
  for (let k = 0; k < values.length; k++) values[k]! *= factor
}
