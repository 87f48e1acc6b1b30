import { countLabels } from '@core/labels'
import { rowsByClass, stratifiedFolds, stratifiedSplit } from '@core/sampling/split'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorOf } from '../support'

const labelLists = fc.array(fc.nat(4), { minLength: 1, maxLength: 80 })
const seeds = fc.nat(0xffffffff)

function countsOf(labels: readonly number[], rows: Int32Array): number[] {
  return countLabels(
    Array.from(rows, (row) => labels[row]!),
    5,
  )
}

describe('stratifiedSplit', () => {
  it('puts every row on one side, and each class of two or more on both', () => {
    fc.assert(
      fc.property(
        labelLists,
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        seeds,
        (labels, fraction, seed) => {
          const { train, validation } = stratifiedSplit(labels, fraction, seed)
          expect([...train, ...validation].sort((a, b) => a - b)).toEqual(labels.map((_, row) => row))
          const trained = countsOf(labels, train)
          const validated = countsOf(labels, validation)
          countLabels(labels, 5).forEach((count, c) => {
            if (count >= 2) expect(Math.min(trained[c]!, validated[c]!)).toBeGreaterThan(0)
            if (count === 1) expect(trained[c]).toBe(1)
            expect(Math.abs(validated[c]! - count * fraction)).toBeLessThanOrEqual(1)
          })
        },
      ),
    )
  })

  it('is the same for the same seed, and another for another', () => {
    const labels = Array.from({ length: 100 }, (_, i) => i % 3)
    expect(stratifiedSplit(labels, 0.2, 1)).toEqual(stratifiedSplit(labels, 0.2, 1))
    expect(stratifiedSplit(labels, 0.2, 1)).not.toEqual(stratifiedSplit(labels, 0.2, 2))
  })

  it('splits a class the same way, whatever other classes there are', () => {
    const alone = stratifiedSplit([0, 0, 0, 0, 0, 0], 0.5, 9).validation
    const together = stratifiedSplit([0, 0, 0, 0, 0, 0, 1, 1, 1], 0.5, 9).validation
    expect(together.filter((row) => row < 6)).toEqual(alone)
  })

  it('holds out nothing for a fraction of 0, and refuses 1', () => {
    expect(stratifiedSplit([0, 0, 1, 1], 0, 1).validation).toHaveLength(0)
    for (const fraction of [1, -0.1, NaN]) {
      expect(errorOf(() => stratifiedSplit([0, 0], fraction, 1)).message).toMatch(
        'it must be at least 0 and below 1',
      )
    }
  })
})

describe('stratifiedFolds', () => {
  it('validates every row exactly once, in folds of equal size, each class spread evenly', () => {
    fc.assert(
      fc.property(labelLists, fc.integer({ min: 2, max: 6 }), seeds, (labels, k, seed) => {
        fc.pre(labels.length >= k)
        const folds = stratifiedFolds(labels, k, seed)
        const validated = folds.flatMap((fold) => Array.from(fold.validation))
        expect(validated.sort((a, b) => a - b)).toEqual(labels.map((_, row) => row))
        const sizes = folds.map((fold) => fold.validation.length)
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
        const counts = folds.map((fold) => countsOf(labels, fold.validation))
        for (let c = 0; c < 5; c++) {
          const ofClass = counts.map((count) => count[c]!)
          expect(Math.max(...ofClass) - Math.min(...ofClass)).toBeLessThanOrEqual(1)
        }
        folds.forEach((fold) => expect(fold.train.length + fold.validation.length).toBe(labels.length))
      }),
    )
  })

  it.each([1, 2.5, 4])('refuses %d folds of 3 rows', (k) => {
    expect(errorOf(() => stratifiedFolds([0, 1, 0], k, 1)).message).toMatch('from 2 to the 3 rows')
  })
})

it('rowsByClass lists the rows asked for, classes in order', () => {
  expect([...rowsByClass([2, 0, 2, 1], [3, 2, 0])]).toEqual([
    [1, [3]],
    [2, [2, 0]],
  ])
})
