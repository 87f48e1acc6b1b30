import { describe, expect, it } from 'vitest'
import { accuracyEstimate, balancedAccuracyEstimate, macroF1Estimate } from '@core/metrics/noise'
import { measuredSamples, scoreEstimate } from '@core/metrics/score-estimates'

const classes = {
  accuracy: 0.75,
  confusion: [
    [30, 10],
    [10, 30],
  ],
}
/** Two labels of the same 80 samples. */
const labels = {
  accuracy: 0.5,
  confusion: [
    [30, 10, 10, 30],
    [60, 0, 10, 10],
  ],
}

describe('scoreEstimate', () => {
  it('is that of the confusion matrix where a sample has one class', () => {
    const { confusion } = classes
    expect(scoreEstimate('accuracy', classes, false)).toEqual(accuracyEstimate(confusion))
    expect(scoreEstimate('balancedAccuracy', classes, false)).toEqual(balancedAccuracyEstimate(confusion))
    expect(scoreEstimate('macroF1', classes, false)).toEqual(macroF1Estimate(confusion))
  })

  it('takes subset accuracy for a share of the samples', () => {
    const { value, low, high } = scoreEstimate('accuracy', labels, true)!
    const expected = accuracyEstimate([
      [40, 40],
      [0, 0],
    ])!
    expect({ value, low, high }).toEqual(expected)
    expect(scoreEstimate('macroF1', labels, true)).toBeNull()
  })

  it('has for labels that are the same twice the interval of one of them: nothing is known to be independent', () => {
    const [first = []] = labels.confusion
    const one = scoreEstimate('balancedAccuracy', { accuracy: 0, confusion: [first] }, true)!
    const twice = scoreEstimate('balancedAccuracy', { accuracy: 0, confusion: [first, first] }, true)!
    expect(twice).toEqual(one)
    expect(one.value).toBeCloseTo(0.75, 12)
    expect(one.low).toBeLessThan(0.75)
    expect(one.high).toBeGreaterThan(0.75)
  })

  it('is null without samples', () => {
    for (const metric of ['accuracy', 'balancedAccuracy'] as const) {
      expect(scoreEstimate(metric, { accuracy: NaN, confusion: [[0, 0, 0, 0]] }, true)).toBeNull()
    }
  })
})

describe('measuredSamples', () => {
  it('counts a sample once, however many labels it has', () => {
    expect(measuredSamples(classes, false)).toBe(80)
    expect(measuredSamples(labels, true)).toBe(80)
  })
})
