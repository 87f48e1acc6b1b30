import { describe, expect, it } from 'vitest'
import {
  choiceOf,
  collect,
  numbersWithin,
  numberWithin,
  readAlpha,
} from '../../../../src/cli/input/flag-values'

describe('flag values', () => {
  it.each([
    ['.999', 0.999],
    ['1e-3', 0.001],
    ['2.', 2],
    ['0', 0],
  ])('reads %s as a number', (text, value) => {
    expect(numberWithin('--gamma', 'gamma')(text)).toBe(value)
  })

  it.each([
    ['-1', '--gamma must be at least 0, not "-1".'],
    ['11', '--gamma must be at most 10, not "11".'],
    ['two', '--gamma must be a number, not "two".'],
    ['', '--gamma must be a number, not "".'],
    ['0x2', '--gamma must be a number, not "0x2".'],
    ['NaN', '--gamma must be a number, not "NaN".'],
    ['1e999', '--gamma must be at most 10, not "1e999".'],
  ])('refuses gamma %j', (text, message) => {
    expect(() => numberWithin('--gamma', 'gamma')(text)).toThrow(message)
  })

  it('refuses parts of a whole number', () => {
    expect(() => numberWithin('--epochs', 'epochs')('2.5')).toThrow(
      '--epochs must be a whole number, not "2.5".',
    )
  })

  it('reads lists, and names the part that is wrong', () => {
    expect(numbersWithin('--layers', 'units')('128,64')).toEqual([128, 64])
    expect(() => numbersWithin('--layers', 'units')('128,,64')).toThrow('--layers must be a number, not "".')
  })

  it.each([
    ['balanced', 'balanced'],
    ['EFFECTIVE', 'effective'],
    ['none', 'none'],
    ['0.25', 0.25],
    ['1,2.5,0', [1, 2.5, 0]],
  ])('reads alpha %s', (text, value) => {
    expect(readAlpha(text)).toEqual(value)
  })

  it.each(['heavy', '-1', '1,x'])('refuses alpha %s', (text) => {
    expect(() => readAlpha(text)).toThrow('--alpha must be')
  })

  it('reads choices in any case, and lists them', () => {
    const read = choiceOf('--best-by', ['balancedAccuracy', 'loss'])
    expect(read('balancedaccuracy')).toBe('balancedAccuracy')
    expect(() => read('f1')).toThrow('--best-by must be one of balancedAccuracy, loss, not "f1".')
  })

  it('collects what is given several times', () => {
    expect(collect('b', collect('a', undefined))).toEqual(['a', 'b'])
  })
})
