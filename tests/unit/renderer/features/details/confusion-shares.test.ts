import { expect, it } from 'vitest'
import { sharesOfTruth } from '../../../../../src/renderer/features/details/confusion-shares'

it('divides each row by its own samples, and has nothing to say of an empty one', () => {
  expect(
    sharesOfTruth([
      [3, 1],
      [0, 0],
    ]),
  ).toEqual([
    [0.75, 0.25],
    [null, null],
  ])
})
