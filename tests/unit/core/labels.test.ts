import { countLabels, readLabels } from '@core/labels'
import { describe, expect, it } from 'vitest'
import { errorOf } from './support'

describe('readLabels', () => {
  it('takes arrays and typed arrays', () => {
    expect(readLabels([0, 2, 1], 3, 3, 'logits')).toEqual(Int32Array.of(0, 2, 1))
    expect(readLabels(Uint8Array.of(1, 0), 2, 2, 'logits')).toEqual(Int32Array.of(1, 0))
  })

  it.each([
    [[0, 0, 0, 12], 'labels[3] is 12, but logits has 10 classes (0 to 9).'],
    [[0, -1, 0, 0], 'labels[1] is -1, not a whole number from 0.'],
    [[0, 0.5, 0, 0], 'labels[1] is 0.5, not a whole number from 0.'],
    [[0, NaN, 0, 0], 'labels[1] is NaN, not a whole number from 0.'],
    [['a', 0, 0, 0], 'labels[0] is "a", not a whole number from 0.'],
    [[[0, 1], 0, 0, 0], 'labels[0] is [0,1], not a whole number from 0; give a matrix as targets.'],
    [[0, 1], 'labels has 2 entries, but logits has 4 rows.'],
    [undefined, 'labels must be an array of class numbers.'],
  ])('refuses %j', (input, message) => {
    expect(errorOf(() => readLabels(input, 10, 4, 'logits')).message).toBe(message)
  })
})

describe('countLabels', () => {
  it('counts every class, those that do not occur too', () => {
    expect(countLabels([2, 0, 2, 2], 4)).toEqual([1, 0, 3, 0])
  })

  it('refuses a label beyond the classes', () => {
    expect(errorOf(() => countLabels([0, 3], 3)).message).toBe('labels[1] is 3, but there are 3 classes.')
  })
})
