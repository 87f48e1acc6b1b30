/**
 * Class weights from class counts. Every scheme but `balanced` is scaled so that the weights of the classes that occur
 * sum to their number; a class without samples has weight 0 (it never enters a loss) and takes no part in the scaling.
 */
import type { alphaSchemes } from '@shared/config/choices'
import { badInput } from '@shared/errors'
import { describe } from '../matrix'
import { sum } from '../sum'

export type WeightScheme = (typeof alphaSchemes)[number]

/**
 * @param counts training samples of each class, ≥ 0 (fractions are allowed: soft targets), at least one above 0
 * @param beta β of `effective`, 0 ≤ β < 1; not used otherwise
 * @param samples N, used by `balanced`: not the sum of the counts where a sample may have several labels, or none
 * @returns one weight a class
 * - `none`: 1 for every class, with samples or without
 * - `balanced`: N / (C · n_c), as in scikit-learn; C counts the classes that occur
 * - `inverseSquareRoot`: n_c^(-1/2)
 * - `effective`: (1 - β) / (1 - β^n_c), the inverse effective number of samples (Cui et al. 2019)
 * @throws FocalError `bad-input` for wrong counts or β
 */
export function classWeights(
  scheme: WeightScheme,
  counts: readonly number[],
  beta = 0.999,
  samples = sum(counts),
): Float64Array {
  requireCounts(counts)
  const occurring = counts.filter((count) => count > 0).length
  if (scheme === 'none') return new Float64Array(counts.length).fill(1)
  if (scheme === 'balanced') {
    return Float64Array.from(counts, (count) => (count > 0 ? samples / (occurring * count) : 0))
  }
  if (scheme === 'effective') requireBeta(beta)
  const raw = counts.map((count) => (count > 0 ? rawWeight(scheme, count, beta) : 0))
  const scale = occurring / sum(raw)
  return Float64Array.from(raw, (weight) => weight * scale)
}

/**
 * α_c of the positives of each class, whose negatives weigh 1 - α_c: yes and no as two classes, of n_c and N - n_c
 * samples, weighed in the ratio that the scheme gives those two, and scaled to sum to 1.
 * @param counts samples that have each class, ≥ 0, at least one above 0
 * @param samples N, at least the largest count
 * @returns one number from 0 to 1 a class
 * - `balanced`: 1 - n_c / N: both answers weigh the same in sum
 * - `inverseSquareRoot`: √(N - n_c) / (√n_c + √(N - n_c))
 * - `effective`: (1 - β^(N - n_c)) / ((1 - β^n_c) + (1 - β^(N - n_c)))
 * @throws FocalError `bad-input` for wrong counts, samples or β
 */
export function positiveWeights(
  scheme: Exclude<WeightScheme, 'none'>,
  counts: readonly number[],
  samples: number,
  beta = 0.999,
): Float64Array {
  requireCounts(counts)
  if (scheme === 'effective') requireBeta(beta)
  requireSamples(samples, counts)
  const size = (count: number): number => {
    if (scheme === 'balanced') return count
    if (scheme === 'inverseSquareRoot') return Math.sqrt(count)
    return beta === 0 ? Math.sign(count) : Math.abs(Math.expm1(count * Math.log(beta)))
  }
  return Float64Array.from(counts, (count) => {
    // A soft target's sum may exceed N by a rounding error.
    const others = size(Math.max(samples - count, 0))
    return others / (size(count) + others)
  })
}

/** @throws FocalError `bad-input` where a class has more samples than there are */
export function requireSamples(samples: unknown, counts: readonly number[], field = 'sampleCount'): void {
  const most = Math.max(...counts)
  const isEnough = typeof samples === 'number' && Number.isFinite(samples) && samples >= most - 1e-6 * most
  if (isEnough) return
  throw badInput(
    `${field} is ${describe(samples)}; it must be the number of samples, at least the ${most} of the largest class.`,
    { field },
  )
}

/** @throws FocalError `bad-input` unless every count is finite and ≥ 0, and at least one is above 0. */
export function requireCounts(counts: readonly number[], field = 'classCounts'): void {
  counts.forEach((count, c) => {
    if (!Number.isFinite(count) || count < 0) {
      throw badInput(`${field}[${c}] is ${describe(count)}, not a number from 0.`, { field, index: c })
    }
  })
  if (!counts.some((count) => count > 0)) throw badInput(`${field} has no class with samples.`, { field })
}

/** 1 - β^n in the form that keeps its digits where β^n is near 1; the factor 1 - β cancels in the scaling. */
function rawWeight(scheme: 'inverseSquareRoot' | 'effective', count: number, beta: number): number {
  if (scheme === 'inverseSquareRoot') return 1 / Math.sqrt(count)
  return beta === 0 ? 1 : -1 / Math.expm1(count * Math.log(beta))
}

function requireBeta(beta: number): void {
  if (!(beta >= 0 && beta < 1)) {
    throw badInput(`beta is ${describe(beta)}; it must be at least 0 and below 1.`, { field: 'beta' })
  }
}
