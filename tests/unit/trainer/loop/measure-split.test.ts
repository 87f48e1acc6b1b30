import { describe, expect, it } from 'vitest'
import { toProbabilities } from '../../../../src/trainer/loop/measure-split'

describe('toProbabilities', () => {
  it('softmax: rows sum to 1, also for extreme logits', () => {
    const probabilities = toProbabilities(new Float32Array([0, 0, 1e4, -1e4, 1, 2]), 2, 'softmax')
    expect(Array.from(probabilities.subarray(0, 4))).toEqual([0.5, 0.5, 1, 0])
    expect(probabilities[4]! + probabilities[5]!).toBeCloseTo(1, 6)
    expect(probabilities[5]! / probabilities[4]!).toBeCloseTo(Math.E, 5)
  })

  it('sigmoid: divided by their sum, so that they are a distribution as softmax’s are', () => {
    const probabilities = toProbabilities(new Float32Array([0, 1e4, Math.log(3), -Math.log(3)]), 2, 'sigmoid')
    expect(probabilities[0]).toBeCloseTo(1 / 3, 6)
    expect(probabilities[1]).toBeCloseTo(2 / 3, 6)
    // σ(log 3) = 3/4, σ(-log 3) = 1/4.
    expect(probabilities[2]).toBeCloseTo(0.75, 6)
    expect(probabilities[3]).toBeCloseTo(0.25, 6)
  })

  it('sigmoid: where every class is all but excluded, the likelier one is still told apart', () => {
    const probabilities = toProbabilities(new Float32Array([-1000, -1001]), 2, 'sigmoid')
    expect(probabilities[0]! / probabilities[1]!).toBeCloseTo(Math.E, 4)
  })
})
