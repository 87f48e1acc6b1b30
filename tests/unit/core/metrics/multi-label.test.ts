import { matrixFromRows } from '@core/matrix'
import { multiLabelMetrics } from '@core/metrics/multi-label'
import { describe, expect, it } from 'vitest'
import { errorOf, expectClose, golden } from '../support'

interface MultiLabelCase {
  targets: number[][]
  scores: number[][]
  subsetAccuracy: number
  hammingLoss: number
  perLabel: { precision: number[]; recall: number[]; f1: number[]; support: number[] }
  averagePrecision: (number | null)[]
  rocAuc: (number | null)[]
  micro: Record<string, number>
  macro: Record<string, number>
}

const { multiLabel } = golden<{ multiLabel: MultiLabelCase[] }>('metrics')

describe('multiLabelMetrics', () => {
  it.each(multiLabel)('equals scikit-learn', (expected) => {
    const metrics = multiLabelMetrics(
      matrixFromRows(expected.targets, 'targets'),
      matrixFromRows(expected.scores, 'scores'),
    )
    expectClose(metrics.subsetAccuracy, expected.subsetAccuracy)
    expectClose(metrics.hammingLoss, expected.hammingLoss)
    for (const name of ['precision', 'recall', 'f1', 'support'] as const) {
      expectClose(
        metrics.perLabel.map((label) => label[name]),
        expected.perLabel[name],
      )
    }
    for (const name of ['averagePrecision', 'rocAuc'] as const) {
      expectClose(
        metrics.perLabel.map((label) => label[name]),
        expected[name],
      )
    }
    for (const [name, value] of Object.entries(expected.micro)) {
      expectClose(metrics.micro[name as keyof typeof metrics.micro], value)
    }
    for (const [name, value] of Object.entries(expected.macro)) {
      expectClose(metrics.macro[name as keyof typeof metrics.macro], value)
    }
  })

  it('has no macro means where no sample has a label', () => {
    const { macro } = multiLabelMetrics(
      matrixFromRows([[0, 0]], 'targets'),
      matrixFromRows([[0.1, 0.9]], 'scores'),
    )
    expect(macro).toEqual({ precision: null, recall: null, f1: null, averagePrecision: null, rocAuc: null })
  })

  it('refuses targets that are not 0 or 1, and other shapes', () => {
    const scores = matrixFromRows([[0.5, 0.5]], 'scores')
    expect(errorOf(() => multiLabelMetrics(matrixFromRows([[0, 0.5]], 'targets'), scores)).message).toBe(
      'targets[0][1] is 0.5; it must be 0 or 1.',
    )
    expect(errorOf(() => multiLabelMetrics(matrixFromRows([[0]], 'targets'), scores)).message).toMatch(
      'targets are 1 × 1',
    )
  })
})
