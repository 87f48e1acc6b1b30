import { describe, expect, it } from 'vitest'
import {
  clampNumber,
  parseNumber,
  problemOf,
  stepNumber,
  writeNumber,
} from '../../../../src/renderer/components/number-input'

describe('parseNumber', () => {
  it.each([
    ['2', 2],
    [' 0.5 ', 0.5],
    ['0,5', 0.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e-4', 0.0001],
    ['−3', -3],
    ['+3', 3],
    ['1 000', 1000],
  ])('reads %j', (text, value) => {
    expect(parseNumber(text)).toBe(value)
  })

  it.each(['', 'abc', '1.2.3', '1e', '--1', '0x10', 'Infinity', '1e999', 'NaN'])('refuses %j', (text) => {
    expect(parseNumber(text)).toBeNull()
  })

  it('reads back what is written', () => {
    for (const value of [0, 1e-7, 0.1, 123456.789, 1e21, -0.05])
      expect(parseNumber(writeNumber(value))).toBe(value)
  })
})

describe('problemOf', () => {
  const bounds = { min: 1, max: 10, integer: true }
  it.each([
    ['', 'notANumber'],
    ['ten', 'notANumber'],
    ['2.5', 'notWhole'],
    ['0', 'outOfBounds'],
    ['11', 'outOfBounds'],
    ['10', null],
    ['1e0', null],
  ])('finds of %j: %s', (text, problem) => {
    expect(problemOf(text, bounds)).toBe(problem)
  })

  it('takes any number where there are no bounds', () => {
    expect(problemOf('-1e9', {})).toBeNull()
  })
})

describe('clampNumber', () => {
  it('keeps to the bounds and to whole numbers', () => {
    expect(clampNumber(5, { min: 0, max: 3 })).toBe(3)
    expect(clampNumber(-5, { min: 0, max: 3 })).toBe(0)
    expect(clampNumber(2.6, { integer: true })).toBe(3)
  })
})

describe('stepNumber', () => {
  it('has no floating-point dust', () => {
    expect(stepNumber(0.1, 2, { step: 0.1 })).toBe(0.3)
    expect(stepNumber(0.3, -1, { step: 0.1 })).toBe(0.2)
  })

  it('goes to the grid of steps', () => {
    expect(stepNumber(33, 1, { step: 8, integer: true })).toBe(40)
  })

  it('ends at the bounds', () => {
    expect(stepNumber(9.95, 1, { min: 0, max: 10, step: 0.1 })).toBe(10)
    expect(stepNumber(0, -1, { min: 0, max: 10, step: 0.1 })).toBe(0)
  })

  it('goes on by tenths below one step, where a learning rate would end at its bound', () => {
    const bounds = { min: 1e-7, max: 100, step: 0.0001 }
    expect(stepNumber(0.0001, -1, bounds)).toBe(0.00009)
    expect(stepNumber(0.00009, -1, bounds)).toBe(0.00008)
    expect(stepNumber(0.00001, -1, bounds)).toBe(0.000009)
  })
})
