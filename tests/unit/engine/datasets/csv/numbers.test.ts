import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isNumber } from '../../../../../src/core/columns/numbers'
import { parseFeature } from '../../../../../src/engine/datasets/csv/numbers'

test.each(['0', '-1', '+1.5', '.5', '5.', '1e3', '-2.5E-4', '007'])('%s is a number', (text) => {
  expect(isNumber(text)).toBe(true)
  expect(parseFeature(text)).toBe(Number(text))
})

test.each(['', ' ', '.', 'e5', '1e', '0x10', '1_000', '1,000', '١', 'Infinity', 'NaN', '--1', '1 2'])(
  '%j is none',
  (text) => {
    expect(isNumber(text)).toBe(false)
    expect(() => parseFeature(text)).toThrow()
  },
)

test('every finite number is read back from how it is written', () => {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -3.4e38, max: 3.4e38 })
  const readBack = fc.property(finite, (value) => parseFeature(String(value)) === value)
  fc.assert(readBack)
})

test('the largest 32-bit float is possible, and nothing beyond it', () => {
  expect(parseFeature('3.4028234663852886e38')).toBe(3.4028234663852886e38)
  expect(() => parseFeature('3.4028234663852887e38')).not.toThrow()
  expect(() => parseFeature('3.4028236e38')).toThrow('too large for a 32-bit float')
  expect(() => parseFeature('-1e39')).toThrow('too large for a 32-bit float')
  expect(parseFeature('1e-400')).toBe(0)
})
