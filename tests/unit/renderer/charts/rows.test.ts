import { expect, it } from 'vitest'
import { barRows } from '../../../../src/renderer/charts/bar-config'
import { lineRows, lineSummary } from '../../../../src/renderer/charts/line-words'

const words = {
  series: 'Series',
  x: 'Step',
  y: 'Loss',
  smoothed: 'Loss (smoothed)',
  low: 'Low',
  high: 'High',
}

it('a line chart gives one row a point, without the faint lines', () => {
  const line = { id: 'a', label: 'run', colour: '#000', x: [1, 2], y: [0.5, 0.4] }
  expect(lineRows([line, { ...line, id: 'b', faint: true }], words)).toEqual({
    header: ['Series', 'Step', 'Loss'],
    rows: [
      ['run', 1, 0.5],
      ['run', 2, 0.4],
    ],
  })
})

it('a line chart with a band gives its ends', () => {
  const line = { id: 'a', label: 'run', colour: '#000', x: [1], y: [0.5], band: { min: [0.4], max: [0.6] } }
  expect(lineRows([line], words)).toEqual({
    header: ['Series', 'Step', 'Loss', 'Low', 'High'],
    rows: [['run', 1, 0.5, 0.4, 0.6]],
  })
})

it('a smoothed line is saved as it was measured, the smoothed values beside it', () => {
  const smooth = { id: 'a', label: 'run', colour: '#000', x: [1, 2], y: [4, 3], raw: [4, 2] }
  const plain = { id: 'b', label: 'other', colour: '#000', x: [1], y: [7] }
  expect(lineRows([{ ...smooth, id: 'a raw', y: [4, 2], faint: true }, smooth, plain], words)).toEqual({
    header: ['Series', 'Step', 'Loss', 'Loss (smoothed)'],
    rows: [
      ['run', 1, 4, 4],
      ['run', 2, 2, 3],
      ['other', 1, 7, undefined],
    ],
  })
  const told = lineSummary([smooth], (_, named) => Object.values(named).join(' '), String)
  expect(told).toBe('1 run 4 2 2 4')
})

it('a bar chart gives one row a group', () => {
  const bars = {
    id: 'a',
    label: 'CE',
    colour: '#000',
    values: [0.9, null],
    low: [0.8, null],
    high: [1, null],
  }
  expect(barRows(['0', '1'], [bars], { group: 'Class', low: 'low', high: 'high' })).toEqual({
    header: ['Class', 'CE', 'CE (low)', 'CE (high)'],
    rows: [
      ['0', 0.9, 0.8, 1],
      ['1', null, null, null],
    ],
  })
})

it('a line chart is told in words', () => {
  const told: string[] = []
  const t = (key: string, named: Record<string, unknown>): string => {
    told.push(key)
    return Object.values(named).join(' ')
  }
  const series = [
    { id: 'a', label: 'run', colour: '#000', x: [1, 2, 3], y: [3, 1, 2] },
    { id: 'b', label: 'empty', colour: '#000', x: [], y: [] },
  ]
  expect(lineSummary(series, t, String)).toBe('2 run 3 2 1 3. empty')
  expect(told).toEqual(['charts.lineSummaryOne', 'charts.lineSummaryEmpty', 'charts.lineSummary'])
})
