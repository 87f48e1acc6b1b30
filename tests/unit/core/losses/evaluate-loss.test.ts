import { evaluateLoss } from '@core/losses/evaluate-loss'
import { answerLossRequest, readLossRequest } from '@core/losses/loss-request'
import type { LossSpec } from '@core/losses/loss-spec'
import { matrixFromRows, rowsFromMatrix } from '@core/matrix'
import { describe, expect, it } from 'vitest'
import { errorOf, expectClose, golden, type Nested } from '../support'

interface LossCase {
  library: string
  spec: LossSpec
  logits: number[][]
  labels?: number[]
  targets?: number[][]
  loss: Nested
  grad: Nested
  tolerance: number
}

interface Extreme {
  logits: number[]
  label: number
  gamma: number
  loss: number
  grad: number[]
}

const { cases, extremes } = golden<{ cases: LossCase[]; extremes: Extreme[] }>('losses')

describe('golden values', () => {
  const libraries = [...new Set(cases.map((item) => item.library))]

  it.each(libraries)('equals %s, value and gradient', (library) => {
    for (const item of cases.filter((candidate) => candidate.library === library)) {
      const { spec, logits, labels, targets, loss, grad, tolerance } = item
      const request = readLossRequest({ ...spec, logits, labels, targets })
      const answer = answerLossRequest(request)
      expectClose(answer.loss, loss, tolerance)
      expectClose(answer.grad, grad, tolerance)
    }
  })

  it('keeps its relative accuracy where naive formulas lose every digit (mpmath, 80 digits)', () => {
    for (const { logits, label, gamma, loss, grad } of extremes) {
      const result = evaluateLoss({ gamma }, matrixFromRows([logits], 'logits'), { labels: [label] })
      expectClose(result.loss, loss)
      grad.forEach((wanted, c) => expectClose(result.grad.data[c], wanted))
    }
  })
})

describe('evaluateLoss', () => {
  const logits = matrixFromRows(
    [
      [1, 0.2, -1],
      [0.5, 2, 0.1],
      [0, 0.3, 1],
      [2, -1, 0],
    ],
    'logits',
  )
  const labels = [0, 0, 2, 1]

  it('defaults to the mean softmax focal loss with γ = 2 and no class weights', () => {
    const written: LossSpec = {
      activation: 'softmax',
      kind: 'focal',
      gamma: 2,
      alpha: 'none',
      reduction: 'mean',
    }
    expect(evaluateLoss({}, logits, { labels })).toEqual(evaluateLoss(written, logits, { labels }))
  })

  it('treats an undefined field as absent', () => {
    expect(evaluateLoss({ gamma: undefined, classCounts: undefined }, logits, { labels })).toEqual(
      evaluateLoss({}, logits, { labels }),
    )
  })

  it('scales every sample alike by a scalar alpha, which balances nothing', () => {
    const plain = evaluateLoss({}, logits, { labels })
    const scaled = evaluateLoss({ alpha: 0.25 }, logits, { labels })
    expectClose(scaled.loss, 0.25 * (plain.loss as number))
    const weighted = evaluateLoss({ alpha: 0.25, reduction: 'weightedMean' }, logits, { labels })
    expectClose(weighted.loss, plain.loss as number)
  })

  it('divides the weighted mean by the sum of the weights used', () => {
    const alpha = [0.5, 3, 2]
    const sum = evaluateLoss({ alpha, reduction: 'sum' }, logits, { labels })
    const weighted = evaluateLoss({ alpha, reduction: 'weightedMean' }, logits, { labels })
    expectClose(weighted.loss, (sum.loss as number) / (0.5 + 0.5 + 2 + 3))
    expectClose(
      Array.from(weighted.grad.data, (g) => g * 6),
      Array.from(sum.grad.data),
    )
  })

  it('counts the classes of the labels given where classCounts is absent', () => {
    for (const alpha of ['balanced', 'inverseSquareRoot', 'effective'] as const) {
      const counted = evaluateLoss({ alpha }, logits, { labels })
      expect(counted).toEqual(evaluateLoss({ alpha, classCounts: [2, 1, 1] }, logits, { labels }))
    }
  })

  it('gives one loss a sample, and the gradient of their sum, with reduction none', () => {
    const none = evaluateLoss({ reduction: 'none' }, logits, { labels })
    const sum = evaluateLoss({ reduction: 'sum' }, logits, { labels })
    expect(none.loss).toHaveLength(4)
    expectClose(
      (none.loss as Float64Array).reduce((a, b) => a + b, 0),
      sum.loss as number,
    )
    expect(none.grad).toEqual(sum.grad)
  })

  it('gives one loss an element for sigmoid with reduction none, and divides their mean by all elements', () => {
    const none = evaluateLoss({ activation: 'sigmoid', reduction: 'none' }, logits, { labels })
    const mean = evaluateLoss({ activation: 'sigmoid' }, logits, { labels })
    expect(none.loss).toHaveLength(12)
    expectClose(mean.loss, (none.loss as Float64Array).reduce((a, b) => a + b, 0) / 12)
  })

  it('reads one-hot targets as the labels they are, for every kind', () => {
    const targets = matrixFromRows(
      labels.map((label) => [0, 1, 2].map((c) => Number(c === label))),
      'targets',
    )
    for (const kind of ['ce', 'focal', 'flsd53', 'ldam', 'balancedSoftmax'] as const) {
      const spec: LossSpec = { kind, alpha: 'balanced', labelSmoothing: 0.1, reduction: 'weightedMean' }
      expect(evaluateLoss(spec, logits, { targets })).toEqual(evaluateLoss(spec, logits, { labels }))
    }
    const sigmoid: LossSpec = { activation: 'sigmoid' }
    expect(evaluateLoss(sigmoid, logits, { targets })).toEqual(evaluateLoss(sigmoid, logits, { labels }))
  })

  it('takes labels 0 and 1 for a single sigmoid column', () => {
    const column = matrixFromRows([[0.3], [-1.2]], 'logits')
    const spec: LossSpec = { activation: 'sigmoid', gamma: 1.5 }
    const targets = matrixFromRows([[1], [0]], 'targets')
    expect(evaluateLoss(spec, column, { labels: [1, 0] })).toEqual(evaluateLoss(spec, column, { targets }))
  })

  it('is 0, not NaN, where every weight of a batch is 0', () => {
    const result = evaluateLoss({ alpha: [0, 1, 1], reduction: 'weightedMean' }, logits, {
      labels: [0, 0, 0, 0],
    })
    expect(result.loss).toBe(0)
    expect(Math.max(...result.grad.data.map(Math.abs))).toBe(0)
  })

  it('does not change the logits it is given', () => {
    const before = rowsFromMatrix(logits)
    for (const kind of ['ldam', 'balancedSoftmax'] as const) evaluateLoss({ kind }, logits, { labels })
    expect(rowsFromMatrix(logits)).toEqual(before)
  })

  it('smooths sigmoid targets towards a half, as Keras does, not towards 1 / C', () => {
    const smoothed = { ...logits, data: new Float64Array(12).fill(0.1) }
    labels.forEach((label, i) => (smoothed.data[3 * i + label] = 0.9))
    for (const kind of ['ce', 'focal', 'asymmetric'] as const) {
      const bySpec = evaluateLoss({ activation: 'sigmoid', kind, labelSmoothing: 0.2 }, logits, { labels })
      const byTarget = evaluateLoss({ activation: 'sigmoid', kind }, logits, { targets: smoothed })
      expectClose(bySpec.loss, byTarget.loss as number)
      expectClose(bySpec.grad.data, Array.from(byTarget.grad.data))
    }
  })

  it('agrees between smoothing by the spec and smoothed targets', () => {
    const smoothed = matrixFromRows(
      labels.map((label) => [0, 1, 2].map((c) => (c === label ? 0.8 : 0) + 0.2 / 3)),
      'targets',
    )
    const bySpec = evaluateLoss({ labelSmoothing: 0.2, alpha: [1, 2, 3] }, logits, { labels })
    const byTarget = evaluateLoss({ alpha: [1, 2, 3] }, logits, { targets: smoothed })
    expectClose(bySpec.loss, byTarget.loss as number)
    expectClose(bySpec.grad.data, Array.from(byTarget.grad.data))
  })
})

describe('bad input', () => {
  const logits = matrixFromRows([new Array<number>(10).fill(0), new Array<number>(10).fill(0)], 'logits')

  it('names the label, its place and the number of classes', () => {
    const error = errorOf(() => evaluateLoss({}, logits, { labels: [3, 12] }))
    expect(error.code).toBe('bad-input')
    expect(error.message).toBe('labels[1] is 12, but logits has 10 classes (0 to 9).')
    expect(error.details).toEqual({ field: 'labels', index: 1 })
  })

  it('refuses logits that are not finite', () => {
    const broken = { data: Float64Array.of(0, 1, NaN, 2), rows: 2, columns: 2 }
    expect(errorOf(() => evaluateLoss({}, broken, { labels: [0, 1] })).message).toMatch(
      /^logits\[1\]\[0\] is NaN/,
    )
  })

  it('refuses soft targets for losses that need one true class', () => {
    const two = matrixFromRows([[0, 1]], 'logits')
    const targets = matrixFromRows([[0.4, 0.6]], 'targets')
    for (const kind of ['ldam', 'flsd53'] as const) {
      expect(errorOf(() => evaluateLoss({ kind }, two, { targets })).message).toMatch(`${kind} needs labels`)
    }
  })
})
