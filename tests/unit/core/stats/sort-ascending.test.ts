import { createRandom } from '@core/sampling/random'
import { sortAscending } from '@core/stats/sort-ascending'
import { describe, expect, it } from 'vitest'

const random = createRandom(1, 'sort')

describe('sortAscending', () => {
  it.each<[string, () => number]>([
    ['uniform', () => random.uniform()],
    ['float32', () => Math.fround(random.uniform())],
    ['many ties', () => random.below(7) / 7],
    ['all magnitudes', () => Math.exp(700 * (2 * random.uniform() - 1))],
    ['with negatives', () => random.normal()],
    ['0, subnormal and infinite', () => [0, 5e-324, 1e-310, 1, Infinity][random.below(5)]!],
    ['one value', () => 0.25],
  ])('equals the built-in sort: %s', (_, draw) => {
    for (const length of [0, 1, 2047, 2048, 10_000]) {
      const values = Float64Array.from({ length }, draw)
      const expected = Float64Array.from(values).sort()
      expect(sortAscending(values)).toBe(values)
      expect(values).toEqual(expected)
    }
  })

  it('sorts a view into a larger array and nothing beside it', () => {
    const whole = Float64Array.from({ length: 5000 }, () => random.uniform())
    const before = Float64Array.from(whole)
    sortAscending(whole.subarray(100, 4100))
    expect(whole.subarray(0, 100)).toEqual(before.subarray(0, 100))
    expect(whole.subarray(100, 4100)).toEqual(before.slice(100, 4100).sort())
    expect(whole.subarray(4100)).toEqual(before.subarray(4100))
  })
})
