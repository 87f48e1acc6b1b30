import { studentCentre, studentQuantile } from '@core/stats/student'
import { describe, expect, it } from 'vitest'

describe('studentQuantile', () => {
  // Two-sided 95%, from the published tables.
  it.each([
    [1, 12.706204736],
    [2, 4.30265273],
    [3, 3.182446305],
    [4, 2.776445105],
    [9, 2.262157163],
    [30, 2.042272456],
  ])('of %i degrees of freedom is %f', (freedom, expected) => {
    expect(studentQuantile(0.95, freedom)).toBeCloseTo(expected, 8)
    expect(studentCentre(expected, freedom)).toBeCloseTo(0.95, 9)
  })
})
