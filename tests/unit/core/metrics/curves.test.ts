import { precisionRecallPoints, rocPoints, thresholdCounts } from '@core/metrics/curves'
import { expect, it } from 'vitest'
import { errorOf, expectClose, golden } from '../support'

interface CurvesCase {
  isPositive: number[]
  scores: number[]
  precisionRecall: { precision: number[]; recall: number[]; thresholds: number[] }
  roc: { falsePositiveRate: number[]; truePositiveRate: number[]; thresholds: number[] }
}

const { curves } = golden<{ curves: CurvesCase }>('metrics')
const counts = thresholdCounts(curves.isPositive, curves.scores)

it('has the points of scikit-learn for ROC', () => {
  const points = rocPoints(counts)
  expectClose(
    points.map((point) => point.x),
    curves.roc.falsePositiveRate,
  )
  expectClose(
    points.map((point) => point.y),
    curves.roc.truePositiveRate,
  )
  expectClose(
    points.slice(1).map((point) => point.threshold),
    curves.roc.thresholds,
  )
})

it('has the points of scikit-learn for precision and recall', () => {
  const points = precisionRecallPoints(counts)
  expect(points[0]).toEqual({ x: 0, y: 1, threshold: null })
  // scikit-learn lists (recall 0, precision 1) last, which reversed is first.
  expectClose(
    points.map((point) => point.x),
    curves.precisionRecall.recall,
  )
  expectClose(
    points.map((point) => point.y),
    curves.precisionRecall.precision,
  )
})

it('is empty where the curve is not defined', () => {
  expect(rocPoints(thresholdCounts([1, 1], [0.1, 0.2]))).toEqual([])
  expect(rocPoints(thresholdCounts([0, 0], [0.1, 0.2]))).toEqual([])
  expect(precisionRecallPoints(thresholdCounts([0, 0], [0.1, 0.2]))).toEqual([])
})

it('refuses lists of different lengths', () => {
  expect(errorOf(() => thresholdCounts([1], [0.1, 0.2])).message).toMatch('1 labels, but 2 scores')
})
