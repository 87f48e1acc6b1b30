import { mcNemar, pairedBootstrap } from '@core/metrics/paired'
import { createRandom } from '@core/sampling/random'
import { chiSquaredTail } from '@core/stats/distributions'
import { describe, expect, it } from 'vitest'
import { errorOf, expectClose, processorSeconds } from '../support'

/** Two runs on `rows` rows of two classes, each right with its own probability. */
function runs(rows: number, firstRight: number, secondRight: number) {
  const random = createRandom(5, 'runs')
  const labels = Array.from({ length: rows }, () => random.below(2))
  const predict = (right: number) => labels.map((label) => (random.uniform() < right ? label : 1 - label))
  return { labels, first: predict(firstRight), second: predict(secondRight) }
}

describe('mcNemar', () => {
  it('is exact for few discordant rows: 1 against 5 gives 14/64', () => {
    const labels = new Array<number>(8).fill(0)
    const result = mcNemar(labels, [0, 1, 1, 1, 1, 1, 0, 1], [1, 0, 0, 0, 0, 0, 0, 1])
    expect(result).toMatchObject({ onlyFirst: 1, onlySecond: 5, method: 'exact' })
    expectClose(result.pValue, 14 / 64)
  })

  it('is χ² with continuity correction for many: 10 against 30', () => {
    const labels = new Array<number>(40).fill(0)
    const first = labels.map((_, i) => Number(i >= 10))
    const result = mcNemar(
      labels,
      first,
      first.map((wrong) => 1 - wrong),
    )
    expect(result).toMatchObject({ onlyFirst: 10, onlySecond: 30, method: 'chiSquared' })
    expectClose(result.pValue, chiSquaredTail(19 ** 2 / 40))
  })

  it('says 1 for two runs that are right on the same rows', () => {
    expect(mcNemar([0, 1], [0, 0], [0, 0]).pValue).toBe(1)
  })

  it('refuses predictions of other rows', () => {
    expect(errorOf(() => mcNemar([0, 1], [0], [0, 1])).message).toMatch('2 labels, 1 and 2 predictions')
  })
})

describe('pairedBootstrap', () => {
  it('gives the same interval for the same seed, and another for another', () => {
    const { labels, first, second } = runs(300, 0.7, 0.75)
    const one = pairedBootstrap(labels, first, second, 2, { seed: 1 })
    expect(pairedBootstrap(labels, first, second, 2, { seed: 1 })).toEqual(one)
    expect(pairedBootstrap(labels, first, second, 2, { seed: 2 })).not.toEqual(one)
  })

  it('measures second - first', () => {
    const difference = pairedBootstrap([0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 0, 1], 3, { seed: 1 })
    expect(difference.recall.map((ofClass) => ofClass?.difference)).toEqual([0.5, -0.5, undefined])
    expect(difference.balancedAccuracy.difference).toBe(0)
    expect(difference.recall[2]).toBeNull()
  })

  it('has the width that the normal approximation has for many rows', () => {
    const { labels, first, second } = runs(20_000, 0.7, 0.75)
    const { recall } = pairedBootstrap(labels, first, second, 2, { seed: 3, resamples: 4000 })
    const rows = labels.filter((label) => label === 0).length
    const changes = labels.flatMap((label, i) =>
      label === 0 ? [Number(second[i] === 0) - Number(first[i] === 0)] : [],
    )
    const centre = changes.reduce<number>((sum, change) => sum + change, 0) / rows
    const variance = changes.reduce<number>((sum, change) => sum + (change - centre) ** 2, 0) / rows
    const half = 1.96 * Math.sqrt(variance / rows)
    expect(recall[0]!.low).toBeCloseTo(centre - half, 3)
    expect(recall[0]!.high).toBeCloseTo(centre + half, 3)
  })

  it('holds nothing but 0 for equal runs', () => {
    const { labels, first } = runs(100, 0.7, 0.7)
    expect(pairedBootstrap(labels, first, first, 2, { seed: 1 }).balancedAccuracy).toEqual({
      difference: 0,
      low: 0,
      high: 0,
    })
  })

  it('takes a million rows in a few seconds of processor time', () => {
    const { labels, first, second } = runs(1_000_000, 0.9, 0.91)
    const seconds = processorSeconds(() =>
      pairedBootstrap(labels, first, second, 2, { seed: 1, resamples: 200 }),
    )
    expect(seconds).toBeLessThan(5)
  })
})
