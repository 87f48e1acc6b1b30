import { answerMetricsRequest, readMetricsRequest } from '@core/metrics/metrics-request'
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

describe('answerMetricsRequest', () => {
  const scores = [
    [0.9, 0.6],
    [0.2, 0.7],
  ]

  it('measures targets of several classes, which were refused as an unknown field', () => {
    const targets = [
      [1, 1],
      [0, 0],
    ]
    expect(answerMetricsRequest({ targets, scores, labels: null })).toMatchObject({
      subsetAccuracy: 0.5,
      hammingLoss: 0.25,
      perLabel: [
        { support: 1, precision: 1, recall: 1 },
        { support: 1, precision: 0.5 },
      ],
    })
    expect(answerMetricsRequest({ labels: [0, 1], scores, targets: null })).toMatchObject({ accuracy: 1 })
  })

  it.each<[unknown, string]>([
    [{ labels: [0, 1], targets: scores, scores }, 'Give either labels or targets: both are there.'],
    [{ targets: [[1, 0]], scores }, 'targets are 1 × 2, but scores are 2 × 2.'],
    [{ targets: scores, scores }, 'targets[0][0] is 0.9; it must be 0 or 1.'],
    [
      { targets: [[1]], scores: [[3]] },
      'scores[0][0] is 3; scores are probabilities, from 0 to 1 (apply softmax or sigmoid to logits).',
    ],
  ])('refuses %j', (input, message) => {
    expect(errorOf(() => answerMetricsRequest(input)).message).toBe(message)
  })
})
