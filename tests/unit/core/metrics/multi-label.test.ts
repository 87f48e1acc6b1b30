import { matrixFromRows } from '@core/matrix'
import { labelOutcomes, multiLabelMetrics, outcomeScores } from '@core/metrics/multi-label'
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
    const { support } = expected.perLabel
    expect(metrics.perLabel.map((label) => label.support)).toEqual(support)
    for (const name of ['precision', 'recall', 'f1'] as const) {
      expectClose(
        metrics.perLabel.map((label) => label[name]),
        // scikit-learn has 0 for a label that no sample has.
        expected.perLabel[name].map((value, c) => (support[c] === 0 ? null : value)),
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
    const { macro, micro, perLabel } = multiLabelMetrics(
      matrixFromRows([[0, 0]], 'targets'),
      matrixFromRows([[0.1, 0.9]], 'scores'),
    )
    expect(macro).toEqual({ precision: null, recall: null, f1: null, averagePrecision: null, rocAuc: null })
    const undefinedScores = { support: 0, precision: null, recall: null, f1: null }
    expect([micro, ...perLabel]).toMatchObject([undefinedScores, undefinedScores, undefinedScores])
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

describe('outcomes by label', () => {
  it.each(multiLabel)('equal scikit-learn', ({ targets, scores, subsetAccuracy, perLabel }) => {
    const labels = targets[0]!.length
    const predictions = scores.flat().map((score) => Number(score >= 0.5))
    const { outcomes, samplesRight } = labelOutcomes(targets.flat(), predictions, labels)
    expectClose(samplesRight / targets.length, subsetAccuracy)
    const found = outcomeScores(outcomes)
    expect(found.support).toEqual(perLabel.support)
    // Where nothing has the label scikit-learn's zero_division gives 0, and here it is not defined.
    for (const name of ['recall', 'precision', 'f1'] as const) {
      const expected = perLabel[name].map((value, c) => (perLabel.support[c] === 0 ? null : value))
      expectClose(found[name], expected)
    }
  })

  it('count each answer once, and samples with every answer right', () => {
    const { outcomes, samplesRight } = labelOutcomes([1, 0, 1, 1, 0, 0], [1, 0, 0, 1, 1, 0], 2)
    expect(outcomes).toEqual([
      [0, 1, 1, 1],
      [2, 0, 0, 1],
    ])
    expect(samplesRight).toBe(1)
  })

  it('leave what is not defined out of balanced accuracy and macro F1', () => {
    const always = [0, 0, 1, 3]
    const never = [3, 1, 0, 0]
    const both = [1, 1, 0, 2]
    const { recall, balancedAccuracy, macroF1 } = outcomeScores([always, never, both])
    expect(recall).toEqual([0.75, null, 1])
    // No negatives: the recall alone. No positives: the specificity alone.
    expect(balancedAccuracy).toBeCloseTo((0.75 + 0.75 + (1 + 0.5) / 2) / 3, 12)
    expect(macroF1).toBeCloseTo((6 / 7 + 4 / 5) / 2, 12)
    expect(outcomeScores([never]).macroF1).toBeNaN()
  })
})
