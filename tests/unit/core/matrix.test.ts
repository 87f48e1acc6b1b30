import { matrixFromFlat, matrixFromRows, requireFinite, rowsFromMatrix } from '@core/matrix'
import { describe, expect, it } from 'vitest'
import { errorOf } from './support'

describe('matrixFromRows', () => {
  it('lays rows out one after the other, and rowsFromMatrix takes them apart again', () => {
    const rows = [
      [1, 2, 3],
      [4, 5, 6],
    ]
    const matrix = matrixFromRows(rows, 'logits')
    expect(matrix).toEqual({ data: Float64Array.of(1, 2, 3, 4, 5, 6), rows: 2, columns: 3 })
    expect(rowsFromMatrix(matrix)).toEqual(rows)
  })

  it.each([
    ['not an array', 'hello', 'logits must be an array of rows.'],
    ['absent', undefined, 'logits must be an array of rows.'],
    ['empty', [], 'logits is empty; give at least one row.'],
    ['a flat list', [1, 2], 'logits[0] must be an array of numbers.'],
    ['rows of nothing', [[], []], 'logits[0] is empty; give one number a class.'],
    ['ragged', [[1, 2], [3]], 'logits[1] has 1 numbers, but logits[0] has 2.'],
    ['text', [[1, '2']], 'logits[0][1] is "2", not a finite number.'],
    ['null', [[1, null]], 'logits[0][1] is null, not a finite number.'],
    [
      'infinite',
      [
        [1, 2],
        [3, 1e999],
      ],
      'logits[1][1] is Infinity, not a finite number.',
    ],
  ])('refuses input that is %s', (_, input, message) => {
    const error = errorOf(() => matrixFromRows(input, 'logits'))
    expect(error.code).toBe('bad-input')
    expect(error.message).toBe(message)
    expect(error.details['field']).toBe('logits')
  })
})

describe('matrixFromFlat', () => {
  it('widens float32 and keeps float64 as it is', () => {
    expect(matrixFromFlat(Float32Array.of(0.5, 1), 1, 2).data).toEqual(Float64Array.of(0.5, 1))
    const data = Float64Array.of(1, 2)
    expect(matrixFromFlat(data, 2, 1).data).toBe(data)
  })

  it('refuses the wrong number of values', () => {
    expect(errorOf(() => matrixFromFlat([1, 2, 3], 2, 2)).message).toMatch('needs 4 numbers, but there are 3')
  })
})

it('requireFinite names the row and column', () => {
  const matrix = { data: Float64Array.of(0, 0, 0, -Infinity), rows: 2, columns: 2 }
  expect(errorOf(() => requireFinite(matrix, 'logits')).message).toBe(
    'logits[1][1] is -Infinity, not a finite number.',
  )
})
