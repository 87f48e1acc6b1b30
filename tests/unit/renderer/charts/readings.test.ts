import { expect, it } from 'vitest'
import { neighbourOf, readingsAt } from '../../../../src/renderer/charts/readings'
import type { LineSeries } from '../../../../src/renderer/charts/series'

const steps: LineSeries = { id: 's', label: 's', colour: '#000', x: [1, 2, 3, 4, 5], y: [5, 4, NaN, 2, 1] }
const epochs: LineSeries = {
  id: 'e',
  label: 'e',
  colour: '#000',
  x: [2, 4],
  y: [0.2, 0.4],
  band: { min: [0.1, 0.3], max: [0.3, 0.5] },
}

it('reads the nearest point of each line, with its band', () => {
  const read = readingsAt([steps, epochs], 4.2, 1)
  expect(read.map(({ series, x, y, low, high }) => [series.id, x, y, low, high])).toEqual([
    ['s', 4, 2, undefined, undefined],
    ['e', 4, 0.4, 0.3, 0.5],
  ])
})

it('leaves out lines that end far away, gaps, and faint lines', () => {
  expect(readingsAt([epochs], 9, 1)).toEqual([])
  expect(readingsAt([steps], 3, 1)).toEqual([])
  expect(readingsAt([{ ...steps, faint: true }], 4, 1)).toEqual([])
})

it('walks along the line with the most points', () => {
  expect(neighbourOf([epochs, steps], null, 1)).toBe(1)
  expect(neighbourOf([epochs, steps], null, -1)).toBe(5)
  expect(neighbourOf([epochs, steps], 2, 1)).toBe(3)
  expect(neighbourOf([epochs, steps], 5, 1)).toBe(5)
  expect(neighbourOf([], 2, 1)).toBeNull()
})
