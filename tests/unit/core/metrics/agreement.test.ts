import { cohenKappa, geometricMeanOfRecalls, matthewsCorrelation } from '@core/metrics/agreement'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../support'

const perfect = [
  [3, 0],
  [0, 4],
]
const inverted = [
  [0, 3],
  [4, 0],
]
const oneTruth = [
  [2, 5],
  [0, 0],
]
const oneClass = [
  [7, 0],
  [0, 0],
]

describe('agreement', () => {
  it('is 1 for perfect and -1 for inverted predictions', () => {
    expectClose(matthewsCorrelation(perfect), 1)
    expectClose(matthewsCorrelation(inverted), -1)
    expectClose(cohenKappa(perfect), 1)
  })

  it('is 1 for full agreement, not 0.9999999999999998', () => {
    for (const counts of [
      [1, 1],
      [3, 4],
      [1, 2, 3],
    ]) {
      expect(matthewsCorrelation(counts.map((n, c) => counts.map((_, p) => (c === p ? n : 0))))).toBe(1)
    }
  })

  it('is 0, not NaN, where the truth is of one class', () => {
    expect(matthewsCorrelation(oneTruth)).toBe(0)
    expect(matthewsCorrelation(oneClass)).toBe(0)
    expect(cohenKappa(oneTruth)).toBe(0)
  })

  it('is not defined (kappa) where chance agrees always', () => {
    expect(cohenKappa(oneClass)).toBeNull()
  })
})

describe('geometric mean of recalls', () => {
  it('is 0 as soon as one class is never found, and leaves absent classes out', () => {
    expectClose(geometricMeanOfRecalls([0.25, null, 1]), 0.5)
    expect(geometricMeanOfRecalls([0.9, 0])).toBe(0)
  })
})
