import { expect, it } from 'vitest'
import { sum } from '@core/sum'

it('adds up lists and typed arrays, and nothing to 0', () => {
  expect(sum([1, 2, 3.5])).toBe(6.5)
  expect(sum(Float32Array.of(0.5, -1))).toBe(-0.5)
  expect(sum([])).toBe(0)
})
