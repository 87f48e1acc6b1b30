import { confusionMatrix, confusionToMetrics } from '@core/metrics/confusion'
import { describe, expect, it } from 'vitest'
import { errorOf, expectClose } from '../support'

describe('confusion', () => {
  it('counts rows of the truth and columns of the prediction', () => {
    expect(confusionMatrix([0, 0, 1, 2], [0, 2, 1, 1], 3)).toEqual([
      [1, 0, 1],
      [0, 1, 0],
      [0, 1, 0],
    ])
  })

  it('gives what follows from counts alone', () => {
    const scores = confusionToMetrics([
      [8, 2],
      [1, 4],
    ])
    expectClose(scores.accuracy, 12 / 15)
    expectClose(scores.balancedAccuracy, 0.8)
    expect(scores.support).toEqual([10, 5])
    expectClose(scores.recall, [0.8, 0.8])
    expectClose(scores.precision, [8 / 9, 4 / 6])
    expectClose(scores.f1, [16 / 19, 8 / 11])
    expectClose(scores.macroF1, (16 / 19 + 8 / 11) / 2)
  })

  it('leaves a class absent from the truth out of the means, and says null, not 0', () => {
    const scores = confusionToMetrics([
      [3, 1, 0],
      [0, 0, 0],
      [0, 0, 2],
    ])
    expect(scores.recall).toEqual([0.75, null, 1])
    expect(scores.precision).toEqual([1, null, 1])
    expect(scores.f1[1]).toBeNull()
    expect(scores.balancedAccuracy).toBe(0.875)
    expectClose(scores.macroF1, (6 / 7 + 1) / 2)
  })

  it('gives precision 0 to a class that is never predicted, as scikit-learn', () => {
    const scores = confusionToMetrics([
      [2, 0],
      [2, 0],
    ])
    expect(scores.precision).toEqual([0.5, 0])
    expect(scores.f1[1]).toBe(0)
  })

  it('refuses a matrix that is empty or not square', () => {
    expect(
      errorOf(() =>
        confusionToMetrics([
          [0, 0],
          [0, 0],
        ]),
      ).message,
    ).toMatch('holds no samples')
    expect(errorOf(() => confusionToMetrics([])).message).toMatch('holds no samples')
    expect(errorOf(() => confusionToMetrics([[1, 2], [3]])).message).toMatch('confusion[1] has 1 numbers')
  })
})
