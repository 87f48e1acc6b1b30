import { describe, expect, it } from 'vitest'
import { wilsonInterval } from '@core/metrics/intervals'
import {
  accuracyEstimate,
  balancedAccuracyEstimate,
  differenceEstimate,
  isWithinNoise,
  macroF1Estimate,
} from '@core/metrics/noise'
import { createRandom } from '@core/sampling/random'

const confusion = [
  [90, 8, 2],
  [6, 22, 2],
  [3, 3, 4],
]

describe('accuracyEstimate', () => {
  it('has Wilson’s interval over all samples', () => {
    expect(accuracyEstimate(confusion)).toEqual({ value: 116 / 140, ...wilsonInterval(116, 140) })
    expect(accuracyEstimate([[0, 0]])).toBeNull()
  })
})

describe('balancedAccuracyEstimate', () => {
  it('is the recall’s own interval where there is one class', () => {
    const interval = wilsonInterval(7, 10)!
    const estimate = balancedAccuracyEstimate([[7, 3]])!
    expect(estimate.value).toBeCloseTo(0.7, 12)
    expect(estimate.low).toBeCloseTo(interval.low, 12)
    expect(estimate.high).toBeCloseTo(interval.high, 12)
  })

  it('is wide where a class has few samples, and leaves out one without any', () => {
    const estimate = balancedAccuracyEstimate(confusion)!
    expect(estimate.value).toBeCloseTo((0.9 + 22 / 30 + 0.4) / 3, 12)
    expect(estimate.high - estimate.low).toBeGreaterThan(0.15)
    expect(balancedAccuracyEstimate([...confusion.map((row) => [...row, 0]), [0, 0, 0, 0]])).toEqual(estimate)
    expect(balancedAccuracyEstimate([[0, 0]])).toBeNull()
  })
})

describe('macroF1Estimate', () => {
  it('agrees with drawing the samples of each class anew', () => {
    const { value, low, high } = macroF1Estimate(confusion)!
    expect(value).toBeCloseTo((2 * 90) / 199 / 3 + (2 * 22) / 63 / 3 + (2 * 4) / 18 / 3, 12)
    const random = createRandom(7, 'macro F1')
    const drawn = Array.from(
      { length: 4000 },
      () => macroF1Estimate(confusion.map((row) => redrawn(row, () => random.uniform())))!.value,
    )
    const mean = drawn.reduce((total, one) => total + one, 0) / drawn.length
    const deviation = Math.sqrt(drawn.reduce((total, one) => total + (one - mean) ** 2, 0) / drawn.length)
    expect((high - low) / 2 / 1.959964).toBeGreaterThan(deviation * 0.93)
    expect((high - low) / 2 / 1.959964).toBeLessThan(deviation * 1.07)
  })

  it('is certain where nothing was mistaken, and nothing where there is nothing', () => {
    expect(macroF1Estimate([[3, 0], [0, 2]])).toEqual({ value: 1, low: 1, high: 1 }) // prettier-ignore
    expect(macroF1Estimate([[0]])).toBeNull()
  })
})

/** As many samples as the row has, each drawn by the row's shares. */
function redrawn(row: readonly number[], next: () => number): number[] {
  const total = row.reduce((sum, count) => sum + count, 0)
  const counts = row.map(() => 0)
  for (let i = 0; i < total; i++) {
    let rest = next() * total
    const at = row.findIndex((count) => (rest -= count) < 0)
    counts[at] = (counts[at] ?? 0) + 1
  }
  return counts
}

describe('differenceEstimate', () => {
  it('is Newcombe’s interval: 56 of 70 against 48 of 80', () => {
    const share = (hits: number, samples: number) => ({
      value: hits / samples,
      ...wilsonInterval(hits, samples)!,
    })
    const difference = differenceEstimate(share(56, 70), share(48, 80))
    expect(difference.value).toBeCloseTo(0.2, 12)
    expect(difference.low).toBeCloseTo(0.0524, 4)
    expect(difference.high).toBeCloseTo(0.3339, 4)
  })

  it('tells a difference from noise', () => {
    const share = (hits: number, samples: number) => ({
      value: hits / samples,
      ...wilsonInterval(hits, samples)!,
    })
    expect(isWithinNoise(share(56, 70), share(48, 80))).toBe(false)
    expect(isWithinNoise(share(48, 80), share(56, 70))).toBe(false)
    expect(isWithinNoise(share(25, 36), share(24, 36))).toBe(true)
  })
})
