import { expect, it } from 'vitest'
import { formattersFor } from '../../../../src/renderer/i18n/format'
import { lossText, shareText } from '../../../../src/renderer/parts/metric-text'

const format = formattersFor('en')

it('does not let a small loss read as 0.0000', () => {
  expect(lossText(0.00004, format)).not.toBe('0.0000')
  expect(lossText(0.00043, format)).toBe('0.00043')
})

it('lines up what is not small, and says where there is nothing', () => {
  expect(lossText(0.9684, format)).toBe('0.9684')
  expect(lossText(0, format)).toBe('0.0000')
  expect(lossText(null, format)).toBe('–')
  expect(lossText(NaN, format)).toBe('–')
})

it('an axis said 80.0% where 80% says it all', () => {
  expect(shareText(0.8, format)).toBe('80%')
  expect(shareText(0.1 + 0.2, format)).toBe('30%')
  expect(shareText(0.794, format)).toBe('79.4%')
})
