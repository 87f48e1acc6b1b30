import { expect, it } from 'vitest'
import { shortName } from '../../../../src/renderer/charts/bar-config'

it('a long name of a class was cut off at the edge of the chart', () => {
  expect(shortName('chargeback dispute with merchant (30)')).toBe('chargeback di…ant (30)')
  expect(shortName('chargeback dispute with merchant (30)')).toHaveLength(22)
})

it('names that fit, and pairs of code units, stay whole', () => {
  expect(shortName('exactly 22 characters!')).toBe('exactly 22 characters!')
  expect(shortName('🐦'.repeat(22))).toBe('🐦'.repeat(22))
  expect(shortName('🐦'.repeat(30))).toBe(`${'🐦'.repeat(13)}…${'🐦'.repeat(8)}`)
})
