import { readMetricsRequest } from '@core/metrics/metrics-request'
import { describe, expect, it } from 'vitest'
import { errorOf } from '../support'

describe('readMetricsRequest', () => {
  it.each([[[0.25, 1]], [[[0.25], [1]]]])(
    'reads binary scores %j as the probability of class 1',
    (scores) => {
      const request = readMetricsRequest({ labels: [0, 1], scores })
      expect(request.scores).toEqual({ data: Float64Array.of(0.75, 0.25, 0, 1), rows: 2, columns: 2 })
      expect(request.labels).toEqual(Int32Array.of(0, 1))
    },
  )

  it.each<[unknown, string]>([
    [[], 'The input must be an object: {"labels": [...], "scores": [[...], ...]}.'],
    [{ labels: [0] }, 'scores must be an array of rows.'],
    [{ scores: [[0.5, 0.5]] }, 'labels must be an array of class numbers.'],
    [{ labels: [0], scores: [] }, 'scores is empty; give at least one row.'],
    [{ labels: [2], scores: [[0.5, 0.5]] }, 'labels[0] is 2, but scores has 2 classes (0 to 1).'],
    [{ labels: [0, 1], scores: [[0.5, 0.5]] }, 'labels has 2 entries, but scores has 1 rows.'],
    [{ labels: [0], scores: ['x'] }, 'scores[0] is "x", not a finite number.'],
    [{ labels: [0], scores: [[1, 0]], predictions: [0] }, 'The input has no field "predictions".'],
  ])('refuses %j', (input, message) => {
    expect(errorOf(() => readMetricsRequest(input)).message).toBe(message)
  })
})
