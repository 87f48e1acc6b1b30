import { classWeights, type WeightScheme } from '@core/weights/class-weights'
import { describe, expect, it } from 'vitest'
import { errorOf, expectClose, golden } from '../support'

interface WeightCase {
  scheme: WeightScheme
  counts: number[]
  beta?: number
  weights: number[]
}

const { classWeights: cases } = golden<{ classWeights: WeightCase[] }>('losses')

describe('classWeights', () => {
  it.each(cases)(
    'equals scikit-learn, or the formula in NumPy: $scheme $beta',
    ({ scheme, counts, beta, weights }) => {
      expectClose(classWeights(scheme, counts, beta), weights)
    },
  )

  it('sums to the number of classes, but for balanced', () => {
    for (const scheme of ['none', 'inverseSquareRoot', 'effective'] as const) {
      expectClose(
        classWeights(scheme, [1000, 100, 3]).reduce((sum, weight) => sum + weight, 0),
        3,
      )
    }
  })

  it('gives a class without samples weight 0, and the others what they would have without it', () => {
    for (const scheme of ['balanced', 'inverseSquareRoot', 'effective'] as const) {
      const without = classWeights(scheme, [40, 10])
      expectClose(classWeights(scheme, [40, 0, 10]), [without[0]!, 0, without[1]!])
    }
  })

  it('keeps its digits for β near 1, where the weights tend to inverse frequency', () => {
    const weights = classWeights('effective', [100, 1], 1 - 1e-15)
    expectClose(weights[1]! / weights[0]!, 100, 1e-9)
  })

  it('weights equal counts equally', () => {
    for (const scheme of ['none', 'balanced', 'inverseSquareRoot', 'effective'] as const) {
      expectClose(classWeights(scheme, [7, 7, 7]), [1, 1, 1])
    }
  })

  it('refuses counts and β that mean nothing', () => {
    expect(errorOf(() => classWeights('balanced', [1, NaN])).message).toMatch('classCounts[1] is NaN')
    expect(errorOf(() => classWeights('balanced', [0, 0])).message).toMatch('no class with samples')
    expect(errorOf(() => classWeights('effective', [1, 2], 1)).message).toMatch('beta is 1')
  })
})
