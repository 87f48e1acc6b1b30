import { describe, expect, it } from 'vitest'
import { numbersOf } from '../../../../src/cli/input/number-list'

describe('numbersOf', () => {
  it.each([
    ['1,2,3', [1, 2, 3]],
    ['0.5, 1e-3', [0.5, 0.001]],
    ['0.25', 0.25],
    ['balanced', null],
    ['1,', null],
    ['1,x', null],
    ['0x10', null],
    ['', null],
  ])('reads %j', (text, value) => {
    expect(numbersOf(text)).toEqual(value)
  })
})
