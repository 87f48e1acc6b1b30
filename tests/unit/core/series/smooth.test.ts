import { smooth } from '@core/series/smooth'
import { describe, expect, it } from 'vitest'
import { errorOf, expectClose } from '../support'

describe('smooth', () => {
  it('is the bias-corrected moving average of TensorBoard', () => {
    const second = (0.6 * 0.4 * 1 + 0.4 * 3) / (1 - 0.6 ** 2)
    expectClose(smooth([1, 3], 0.6), [1, second])
  })

  it('leaves a flat curve flat from its first point', () => {
    expectClose(smooth([5, 5, 5, 5], 0.99), [5, 5, 5, 5])
  })

  it('changes nothing at weight 0', () => {
    expect(smooth([1, 9, -4], 0)).toEqual(Float64Array.of(1, 9, -4))
  })

  it('passes NaN on without spreading it', () => {
    const [a, b, c] = smooth([1, NaN, 1], 0.5)
    expect(b).toBeNaN()
    expectClose([a!, c!], [1, 1])
  })

  it.each([-0.1, 1, NaN])('refuses a weight of %d', (weight) => {
    expect(errorOf(() => smooth([1], weight)).message).toMatch('it must be at least 0 and below 1')
  })
})
