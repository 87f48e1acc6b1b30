import { expect, it } from 'vitest'
import { barConfiguration, shortName, type BarView } from '../../../../src/renderer/charts/bar-config'

it('a long name of a class was cut off at the edge of the chart', () => {
  expect(shortName('chargeback dispute with merchant (30)')).toBe('chargeback di…ant (30)')
  expect(shortName('chargeback dispute with merchant (30)')).toHaveLength(22)
})

it('names that fit, and pairs of code units, stay whole', () => {
  expect(shortName('exactly 22 characters!')).toBe('exactly 22 characters!')
  expect(shortName('🐦'.repeat(22))).toBe('🐦'.repeat(22))
  expect(shortName('🐦'.repeat(30))).toBe(`${'🐦'.repeat(13)}…${'🐦'.repeat(8)}`)
})

it('a rare class was invisible beside a common one', () => {
  const series = [{ id: 'train', label: 'Training', colour: '#123456', values: [5000, 1, 0] }]
  const view = {
    groups: ['a', 'b', 'c'],
    series,
    yFormat: String,
    theme: { styles: {} },
  } as unknown as BarView
  const [counts] = barConfiguration({ ...view, counts: true }).data.datasets
  expect(counts).toMatchObject({ data: [5000, 1, null], minBarLength: 2 })
  const [shares] = barConfiguration(view).data.datasets
  expect(shares).toMatchObject({ data: [5000, 1, 0], minBarLength: undefined })
})
