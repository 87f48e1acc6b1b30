import { expectedCalibrationError, reliabilityBins } from '@core/metrics/calibration'
import { topClasses } from '@core/metrics/classification-metrics'
import { matrixFromRows } from '@core/matrix'
import { expect, it } from 'vitest'
import { expectClose } from '../support'

function bins(rows: number[][], labels: number[], count?: number) {
  const scores = matrixFromRows(rows, 'scores')
  return reliabilityBins(labels, scores, topClasses(scores), count)
}

it('puts a confidence on an edge into the lower bin', () => {
  const found = bins([[0.8, 0.2]], [0])
  expect(found[11]).toMatchObject({ count: 1, confidence: 0.8, accuracy: 1 })
  expect(found).toHaveLength(15)
})

it('is not misled by rounding, just at an edge or just above it, for any number of bins', () => {
  const binOf = (confidence: number, count: number) => {
    const scores = { data: Float64Array.of(confidence), rows: 1, columns: 1 }
    return reliabilityBins([0], scores, [0], count).findIndex((bin) => bin.count === 1)
  }
  for (let count = 2; count <= 60; count++) {
    for (let edge = 1; edge < count; edge++) {
      const value = edge * (1 / count)
      expect(binOf(value, count)).toBe(edge - 1)
      expect(binOf(value * (1 + Number.EPSILON), count)).toBe(edge)
    }
    expect([binOf(0, count), binOf(1, count)]).toEqual([0, count - 1])
  }
})

it('weights the gap of each bin by its samples', () => {
  const found = bins(
    [
      [0.9, 0.1],
      [0.9, 0.1],
      [0.9, 0.1],
      [0.4, 0.6],
    ],
    [0, 0, 1, 1],
    2,
  )
  expect(found.map((bin) => bin.count)).toEqual([0, 4])
  expect(found[0]).toMatchObject({ confidence: null, accuracy: null })
  expectClose(expectedCalibrationError(found), Math.abs(0.75 - 0.825))
})

it('is 0 for certain and right predictions', () => {
  expect(
    expectedCalibrationError(
      bins(
        [
          [1, 0],
          [0, 1],
        ],
        [0, 1],
      ),
    ),
  ).toBe(0)
})
