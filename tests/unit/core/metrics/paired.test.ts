import { holdsZero, isPairWithinNoise, isShareWithinNoise, mcNemar, mcNemarOf } from '@core/metrics/paired'
import { chiSquaredTail } from '@core/stats/distributions'
import { describe, expect, it } from 'vitest'
import { errorOf, expectClose, golden } from '../support'

const { mcNemar: goldenTests } = golden<{ mcNemar: [number, number, string, number][] }>('statistics')

describe('mcNemar', () => {
  it('is exact for few discordant rows: 1 against 5 gives 14/64', () => {
    const labels = new Array<number>(8).fill(0)
    const result = mcNemar(labels, [0, 1, 1, 1, 1, 1, 0, 1], [1, 0, 0, 0, 0, 0, 0, 1])
    expect(result).toMatchObject({ onlyFirst: 1, onlySecond: 5, method: 'exact' })
    expectClose(result.pValue, 14 / 64)
  })

  it('is χ² with continuity correction for many: 10 against 30', () => {
    const labels = new Array<number>(40).fill(0)
    const first = labels.map((_, i) => Number(i >= 10))
    const result = mcNemar(
      labels,
      first,
      first.map((wrong) => 1 - wrong),
    )
    expect(result).toMatchObject({ onlyFirst: 10, onlySecond: 30, method: 'chiSquared' })
    expectClose(result.pValue, chiSquaredTail(19 ** 2 / 40))
  })

  it('says 1 for two runs that are right on the same rows', () => {
    expect(mcNemar([0, 1], [0, 0], [0, 0]).pValue).toBe(1)
  })

  it('refuses predictions of other rows', () => {
    expect(errorOf(() => mcNemar([0, 1], [0], [0, 1])).message).toMatch('2 labels, 1 and 2 predictions')
  })

  it.each(goldenTests)(
    'equals statsmodels’ for %d against %d: %s',
    (onlyFirst, onlySecond, method, pValue) => {
      const result = mcNemarOf(onlyFirst, onlySecond)
      expect(result).toMatchObject({ onlyFirst, onlySecond, method })
      expectClose(result.pValue, pValue)
    },
  )
})

describe('within noise', () => {
  it('is a difference whose interval holds 0', () => {
    expect(holdsZero({ value: 0.1, low: 0, high: 0.2 })).toBe(true)
    expect(holdsZero({ value: 0.1, low: -0.1, high: 0.2 })).toBe(true)
    expect(holdsZero({ value: 0.1, low: 0.01, high: 0.2 })).toBe(false)
    expect(holdsZero({ value: -0.1, low: -0.2, high: -0.01 })).toBe(false)
  })

  it('is a rare class that gained all of its three rows: its bootstrap interval has no width', () => {
    const gained = { value: 1, low: 1, high: 1 }
    expect(isShareWithinNoise(gained, mcNemarOf(0, 3))).toBe(true)
    expect(isShareWithinNoise(gained, mcNemarOf(0, 8))).toBe(false)
    expect(isShareWithinNoise({ value: 0.1, low: 0, high: 0.2 }, mcNemarOf(2, 12))).toBe(true)
  })

  it('is an accuracy that McNemar’s test does not tell apart, though its interval is above 0', () => {
    const difference = { value: 0.02, low: 0.003, high: 0.04 }
    const tested = { ...difference, pValue: 0.01 }
    const figures = { accuracy: difference, balancedAccuracy: tested, macroF1: tested }
    expect(isPairWithinNoise('accuracy', { ...figures, mcNemar: mcNemarOf(3, 10) })).toBe(true)
    expect(isPairWithinNoise('accuracy', { ...figures, mcNemar: mcNemarOf(3, 20) })).toBe(false)
    expect(isPairWithinNoise('macroF1', { ...figures, mcNemar: mcNemarOf(3, 10) })).toBe(false)
  })

  it('is a balanced accuracy or macro F1 that the permutation test does not tell apart', () => {
    const above = { value: 0.02, low: 0.003, high: 0.04, pValue: 0.06 }
    const figures = { accuracy: above, balancedAccuracy: above, macroF1: above, mcNemar: mcNemarOf(3, 20) }
    expect(isPairWithinNoise('balancedAccuracy', figures)).toBe(true)
    expect(isPairWithinNoise('macroF1', figures)).toBe(true)
    const told = { ...figures, balancedAccuracy: { ...above, pValue: 0.049 } }
    expect(isPairWithinNoise('balancedAccuracy', told)).toBe(false)
  })
})
