import { describe, expect, it } from 'vitest'
import { fitPreprocessing } from '@core/columns/preprocessing'
import type { ColumnDescription } from '@shared/dataset-file'

const numeric = (missing = 0, offset = 0): ColumnDescription => ({ type: 'numeric', offset, missing })
const categorical = (encoding: 'oneHot' | 'ordinal', missing = 0): ColumnDescription => ({
  type: 'categorical',
  categories: ['a', 'b', 'c'],
  encoding,
  missing,
})

describe('fitPreprocessing', () => {
  it('fills in numbers by the mean, or the most frequent one, of the rows it is fitted on', () => {
    const train = Float32Array.of(1, 1, 4, NaN)
    const byMean = fitPreprocessing(train, ['x'], [numeric(1, 100)], 'mean')
    expect(Array.from(byMean.apply(Float32Array.of(NaN, 7)))).toEqual([2, 7])
    expect(byMean.columns).toEqual([{ name: 'x', type: 'numeric', fill: 102 }])
    const byCount = fitPreprocessing(train, ['x'], [numeric(1)], 'mostFrequent')
    expect(Array.from(byCount.apply(Float32Array.of(NaN, 7)))).toEqual([1, 7])
  })

  it('makes one feature of each category of the training rows, and zeros of the others', () => {
    const fitted = fitPreprocessing(Float32Array.of(0, 2, 2), ['x'], [categorical('oneHot')], null)
    expect(fitted.features).toBe(2)
    expect(Array.from(fitted.apply(Float32Array.of(0, 1, 2)))).toEqual([1, 0, 0, 0, 0, 1])
    expect(fitted.columns).toEqual([
      { name: 'x', type: 'categorical', encoding: 'oneHot', categories: ['a', 'c'], fill: null },
    ])
    expect(fitted.isScaled).toEqual([false, false])
  })

  it('makes places of ordinal categories, and -1 of unknown ones', () => {
    const fitted = fitPreprocessing(Float32Array.of(0, 2), ['x'], [categorical('ordinal')], null)
    expect(Array.from(fitted.apply(Float32Array.of(2, 1, 0)))).toEqual([1, -1, 0])
    expect(fitted.isScaled).toEqual([true])
  })

  it('gives a missing text the most frequent one, whatever the rule for numbers', () => {
    const fitted = fitPreprocessing(Float32Array.of(2, 2, 0, NaN), ['x'], [categorical('oneHot', 1)], 'mean')
    expect(Array.from(fitted.apply(Float32Array.of(NaN)))).toEqual([0, 1])
    expect(fitted.columns).toMatchObject([{ fill: 'c' }])
  })

  it('keeps the order of the columns and their offsets', () => {
    const columns = [numeric(0, 5), categorical('oneHot'), numeric(0, 7)]
    const fitted = fitPreprocessing(Float32Array.of(1, 0, 2, 3, 1, 4), ['p', 'q', 'r'], columns, null)
    expect(Array.from(fitted.offsets)).toEqual([5, 0, 0, 7])
    expect(Array.from(fitted.apply(Float32Array.of(1, 0, 2, 3, 1, 4)))).toEqual([1, 1, 0, 2, 3, 0, 1, 4])
  })
})
