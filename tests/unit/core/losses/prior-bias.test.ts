import { priorBias } from '@core/losses/prior-bias'
import { sigmoid } from '@core/losses/numerics'
import { expect, it } from 'vitest'
import { errorOf, expectClose } from '../support'

it('makes the first output the prior: π = 0.01 gives -4.595', () => {
  expect(priorBias(0.01)).toBeCloseTo(-4.595, 3)
  expectClose(sigmoid(priorBias(0.2)), 0.2)
})

it.each([0, 1, -0.1, NaN])('refuses a prior of %d', (prior) => {
  expect(errorOf(() => priorBias(prior)).message).toMatch('it must lie between 0 and 1')
})
