import { ldamMargins } from '@core/losses/ldam'
import { expect, it } from 'vitest'
import { expectClose } from '../support'

it('gives the rarest class the largest margin and the others theirs by n^(-1/4)', () => {
  expectClose(ldamMargins([16, 1, 81]), [0.25, 0.5, 0.5 / 3])
  expectClose(ldamMargins([16, 1], 1), [0.5, 1])
})

it('gives a class without samples the largest margin, not an infinite one', () => {
  expect(Array.from(ldamMargins([10, 0]))).toEqual([0.5, 0.5])
})
