import { expect, it } from 'vitest'
import { outcomesByLabel, sharesOfTruth } from '../../../../../src/renderer/features/details/confusion-shares'

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

it('shows true positives first, as shares of the samples with the label, and false positives of those without', () => {
  const confusion = [
    [6, 2, 1, 3],
    [8, 0, 0, 0],
  ]
  expect(outcomesByLabel(confusion, false)).toEqual([
    [3, 1, 2, 6],
    [0, 0, 0, 8],
  ])
  expect(outcomesByLabel(confusion, true)).toEqual([
    [0.75, 0.25, 0.25, 0.75],
    [null, null, 0, 1],
  ])
})
