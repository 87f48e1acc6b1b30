import { flsd53Gamma } from '@core/losses/flsd53'
import { expect, it } from 'vitest'

it('takes γ 5 below p_t = 0.2 and 3 from there on', () => {
  expect([0, 0.1999, 0.2, 0.9].map(flsd53Gamma)).toEqual([5, 5, 3, 3])
})
