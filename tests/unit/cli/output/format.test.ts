import { describe, expect, it } from 'vitest'
import { configValue, duration, figure, percent, wholeNumber } from '../../../../src/cli/output/format'

describe('figures for people', () => {
  it('shows what is not defined as n/a, never as 0', () => {
    expect([percent(null), figure(undefined), wholeNumber(null)]).toEqual(['n/a', 'n/a', 'n/a'])
    expect([percent(0), figure(0)]).toEqual(['0.0%', '0'])
  })

  it.each([
    [0.123456, '0.1235'],
    [12345.678, '12350'],
    [0.00001234, '1.234e-5'],
    [1234567, '1.235e+6'],
  ])('shows %d as %s', (value, text) => {
    expect(figure(value)).toBe(text)
  })

  it.each([
    [4.21, '4.2 s'],
    [42, '42 s'],
    [185, '3 min 5 s'],
    [7800, '2 h 10 min'],
    [119.7, '2 min 0 s'],
  ])('shows %d seconds as %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text)
  })

  it('shows configuration values on one line', () => {
    expect([configValue('adam'), configValue([1, 2]), configValue(undefined)]).toEqual(['adam', '[1,2]', '–'])
  })
})
