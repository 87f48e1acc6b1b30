import type { Random } from '../sampling/random'
import { logBinomial } from './distributions'

/**
 * Draws binomial numbers by inverting the distribution, tabulated within 12 standard deviations of its mean.
 * @param n trials
 * @param p probability of each, 0 ≤ p ≤ 1
 */
export function binomialSampler(n: number, p: number, random: Random): () => number {
  if (p === 0 || p === 1) return () => n * p
  const reach = 12 * Math.sqrt(n * p * (1 - p)) + 12
  const start = Math.max(0, Math.floor(n * p - reach))
  const end = Math.min(n, Math.ceil(n * p + reach))
  const cumulative = new Float64Array(end - start + 1)
  let sum = 0
  for (let k = start; k <= end; k++) {
    sum += Math.exp(logBinomial(k, n, p))
    cumulative[k - start] = sum
  }
  return () => start + firstAbove(cumulative, random.uniform() * sum)
}

function firstAbove(cumulative: Float64Array, value: number): number {
  let low = 0
  let high = cumulative.length - 1
  while (low < high) {
    const middle = (low + high) >>> 1
    if (cumulative[middle]! > value) high = middle
    else low = middle + 1
  }
  return low
}
