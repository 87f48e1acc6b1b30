import { mean, quantile, standardDeviation, weightedMean } from '@core/stats/summary'
import { expect, it } from 'vitest'
import { expectClose } from '../support'

it('summarises', () => {
  expect(mean([1, 2, 6])).toBe(3)
  expect(weightedMean([1, 5], [3, 1])).toBe(2)
  expectClose(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9]), Math.sqrt(32 / 7))
  expect(standardDeviation([3])).toBe(0)
})

it('interpolates quantiles as NumPy', () => {
  expect([0, 0.25, 0.5, 0.9, 1].map((share) => quantile([1, 2, 3, 4], share))).toEqual([1, 1.75, 2.5, 3.7, 4])
  expect(quantile([5], 0.3)).toBe(5)
})
