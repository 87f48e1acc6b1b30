import { classificationMetrics, topClasses } from '@core/metrics/classification-metrics'
import { readMetricsRequest } from '@core/metrics/metrics-request'
import { matrixFromRows } from '@core/matrix'
import { createRandom } from '@core/sampling/random'
import { describe, expect, it } from 'vitest'
import { errorOf, expectClose, golden, processorSeconds, type Nested } from '../support'

type MetricsCase = Record<string, Nested> & { labels: number[]; scores: number[][] }

const { cases } = golden<{ cases: (MetricsCase & { name: string })[] }>('metrics')

const names = [
  'accuracy',
  'balancedAccuracy',
  'precision',
  'recall',
  'f1',
  'support',
  'macroF1',
  'gmean',
  'mcc',
  'kappa',
  'averagePrecision',
  'rocAuc',
  'logLoss',
  'brier',
  'ece',
  'confusion',
] as const

describe('classificationMetrics', () => {
  it.each(cases)('equals scikit-learn and imbalanced-learn: $name', ({ labels, scores, ...expected }) => {
    const request = readMetricsRequest({ labels, scores })
    const metrics = classificationMetrics(request.labels, request.scores)
    expect(Object.keys(metrics).sort()).toEqual([...names].sort())
    for (const name of names) expectClose(metrics[name], expected[name] ?? null, 1e-12)
  })

  it('chooses the first of equal scores', () => {
    expect(topClasses(matrixFromRows([[0.4, 0.4, 0.2]], 'scores'))).toEqual(Int32Array.of(0))
  })

  it('refuses scores that are not probabilities', () => {
    const scores = matrixFromRows(
      [
        [0.5, 0.5],
        [3.2, -1],
      ],
      'scores',
    )
    expect(errorOf(() => classificationMetrics(Int32Array.of(0, 1), scores)).message).toBe(
      'scores[1][0] is 3.2; scores are probabilities, from 0 to 1 (apply softmax or sigmoid to logits).',
    )
  })

  it('measures 1,000,000 rows of 10 classes in less than 2 s of processor time', () => {
    const rows = 1_000_000
    const random = createRandom(1, 'scores')
    const labels = Int32Array.from({ length: rows }, () => random.below(10))
    const data = Float64Array.from({ length: 10 * rows }, () => random.uniform() / 5)
    labels.forEach((label, i) => (data[10 * i + label]! += 0.1))
    let rocAuc: (number | null)[] = []
    const seconds = processorSeconds(() => {
      rocAuc = classificationMetrics(labels, { data, rows, columns: 10 }).rocAuc
    })
    expect(seconds).toBeLessThan(2)
    // Uniform on [0, 0.2] against the same moved by half its width: P(win) = 1 - 1/8.
    expect(rocAuc[3]).toBeCloseTo(0.875, 2)
  })
})
