import { rankingScores } from '@core/metrics/ranking'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../support'

/** Few distinct values, so that ties are common. */
const scores = fc.array(
  fc.integer({ min: 0, max: 6 }).map((n) => n / 6),
  { minLength: 1, maxLength: 30 },
)

/** Every pair compared: what the area under the curve means. */
function areaByPairs(positives: number[], negatives: number[]): number {
  const wins = positives.flatMap((p) => negatives.map((n) => (p > n ? 1 : p === n ? 0.5 : 0)))
  return wins.reduce<number>((sum, win) => sum + win, 0) / wins.length
}

/** Σ (R_n - R_{n-1}) P_n, threshold by threshold. */
function precisionByThresholds(positives: number[], negatives: number[]): number {
  const thresholds = [...new Set([...positives, ...negatives])].sort((a, b) => b - a)
  let sum = 0
  let recallBefore = 0
  for (const threshold of thresholds) {
    const found = positives.filter((p) => p >= threshold).length
    const wrong = negatives.filter((n) => n >= threshold).length
    sum += (found / positives.length - recallBefore) * (found / (found + wrong))
    recallBefore = found / positives.length
  }
  return sum
}

describe('rankingScores', () => {
  it('equals the definitions, with ties', () => {
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        const { rocAuc, averagePrecision } = rankingScores(
          Float64Array.from(positives),
          Float64Array.from(negatives),
        )
        expectClose(rocAuc, areaByPairs(positives, negatives))
        expectClose(averagePrecision, precisionByThresholds(positives, negatives))
      }),
    )
  })

  it('is not defined without positives or negatives', () => {
    expect(rankingScores(new Float64Array(0), Float64Array.of(1))).toEqual({
      rocAuc: null,
      averagePrecision: null,
    })
    expect(rankingScores(Float64Array.of(1), new Float64Array(0))).toEqual({
      rocAuc: null,
      averagePrecision: 1,
    })
  })
})
