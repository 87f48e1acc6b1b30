import { bandOver } from '@core/series/band'
import { expect, it } from 'vitest'
import { expectClose } from '../support'

it('spans the runs at each step, and says how many are left', () => {
  const band = bandOver([
    { steps: [1, 2, 3], values: [1, 4, 9] },
    { steps: [1, 2], values: [3, NaN] },
    { steps: [2], values: [8] },
  ])
  expect(band.steps).toEqual([1, 2, 3])
  expect(band.mean).toEqual([2, 6, 9])
  expect(band.min).toEqual([1, 4, 9])
  expect(band.max).toEqual([3, 8, 9])
  expect(band.count).toEqual([2, 2, 1])
  expectClose(band.standardDeviation, [Math.SQRT2, Math.sqrt(8), 0])
})

it('is empty without runs', () => {
  expect(bandOver([]).steps).toEqual([])
})
