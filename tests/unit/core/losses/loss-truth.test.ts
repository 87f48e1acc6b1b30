import { readTruth } from '@core/losses/loss-truth'
import { matrixFromRows, zeroMatrix } from '@core/matrix'
import { describe, expect, it } from 'vitest'
import { errorOf } from '../support'

describe('readTruth', () => {
  it.each([
    [[[0.5, 0.5]], 'targets are 1 × 2, but logits are 2 × 2.'],
    [
      [
        [0, 1],
        [1.5, -0.5],
      ],
      'targets[1][0] is 1.5; it must be between 0 and 1.',
    ],
    [
      [
        [0.5, 0.4],
        [1, 0],
      ],
      'targets[0] sums to 0.9; a softmax target must sum to 1.',
    ],
  ])('refuses softmax targets %j', (rows, message) => {
    const targets = matrixFromRows(rows, 'targets')
    expect(errorOf(() => readTruth({ targets }, zeroMatrix(2, 2), 'softmax')).message).toBe(message)
  })

  it('lets sigmoid targets sum to anything', () => {
    const targets = matrixFromRows([[1, 1]], 'targets')
    expect(readTruth({ targets }, zeroMatrix(1, 2), 'sigmoid')).toEqual({ targets })
  })

  it('spreads labels over sigmoid columns', () => {
    const truth = readTruth({ labels: [2, 0] }, zeroMatrix(2, 3), 'sigmoid')
    expect(truth.targets?.data).toEqual(Float64Array.of(0, 0, 1, 1, 0, 0))
  })

  it('refuses a label above 1 for one sigmoid column', () => {
    expect(errorOf(() => readTruth({ labels: [2] }, zeroMatrix(1, 1), 'sigmoid')).message).toMatch(
      'labels[0] is 2',
    )
  })
})
