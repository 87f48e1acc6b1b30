import { classWeights, positiveWeights, type WeightScheme } from '@core/weights/class-weights'
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

  it('balances by samples, which counts of several labels a sample do not sum to', () => {
    // scikit-learn's n_samples / (n_classes * bincount) with 100 samples.
    expectClose(classWeights('balanced', [60, 20], undefined, 100), [100 / 120, 100 / 40])
  })

  it('refuses counts and β that mean nothing', () => {
    expect(errorOf(() => classWeights('balanced', [1, NaN])).message).toMatch('classCounts[1] is NaN')
    expect(errorOf(() => classWeights('balanced', [0, 0])).message).toMatch('no class with samples')
    expect(errorOf(() => classWeights('effective', [1, 2], 1)).message).toMatch('beta is 1')
  })
})

describe('positiveWeights', () => {
  it('balanced: yes and no weigh the same in sum', () => {
    const [samples, counts] = [100, [3, 50, 96]]
    positiveWeights('balanced', counts, samples).forEach((alpha, c) => {
      expectClose(alpha * counts[c]!, (1 - alpha) * (samples - counts[c]!))
    })
    expectClose(positiveWeights('balanced', counts, samples), [0.97, 0.5, 0.04])
  })

  it('others: yes to no as the scheme weighs two classes of so many samples', () => {
    for (const scheme of ['balanced', 'inverseSquareRoot', 'effective'] as const) {
      for (const count of [1, 30, 99.5]) {
        const [yes, no] = classWeights(scheme, [count, 100 - count], 0.99)
        expectClose(positiveWeights(scheme, [count], 100, 0.99), [yes! / (yes! + no!)], 1e-9)
      }
    }
  })

  it('a label of every sample, or of none, has its limit', () => {
    for (const scheme of ['balanced', 'inverseSquareRoot', 'effective'] as const) {
      expect([...positiveWeights(scheme, [0, 10], 10)]).toEqual([1, 0])
    }
    expect([...positiveWeights('effective', [5], 10, 0)]).toEqual([0.5])
  })

  it('refuses fewer samples than a class has', () => {
    expect(errorOf(() => positiveWeights('balanced', [4, 9], 8)).message).toMatch(
      'sampleCount is 8; it must be the number of samples, at least the 9',
    )
    expect(errorOf(() => positiveWeights('effective', [4, 9], 10, 1)).message).toMatch('beta is 1')
  })
})
