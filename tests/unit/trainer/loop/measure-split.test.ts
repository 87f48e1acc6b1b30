import { describe, expect, it } from 'vitest'
import { toProbabilities } from '../../../../src/trainer/loop/measure-split'

describe('toProbabilities', () => {
  it('softmax: rows sum to 1, also for extreme logits', () => {
    const probabilities = toProbabilities(new Float32Array([0, 0, 1e4, -1e4, 1, 2]), 2, 'softmax')
    expect(Array.from(probabilities.subarray(0, 4))).toEqual([0.5, 0.5, 1, 0])
    expect(probabilities[4]! + probabilities[5]!).toBeCloseTo(1, 6)
    expect(probabilities[5]! / probabilities[4]!).toBeCloseTo(Math.E, 5)
  })

  it('sigmoid: each element on its own', () => {
    const probabilities = toProbabilities(new Float32Array([0, 1e4, -1e4, 1]), 2, 'sigmoid')
    expect(Array.from(probabilities.subarray(0, 3))).toEqual([0.5, 1, 0])
    expect(probabilities[3]).toBeCloseTo(1 / (1 + Math.exp(-1)), 6)
  })
})
