import { confusionMatrix, confusionToMetrics } from '@core/metrics/confusion'
import { mcNemarOf } from '@core/metrics/paired'
import { PairedPermutation } from '@core/metrics/paired-permutation'
import { createRandom } from '@core/sampling/random'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../support'

type Predictions = readonly number[]

function permutation(
  labels: Predictions,
  first: Predictions,
  second: Predictions,
  classes: number,
  seed = 1,
) {
  const support = Array.from({ length: classes }, (_, c) => labels.filter((label) => label === c).length)
  const test = new PairedPermutation(labels, first, second, support, seed)
  while (!test.isDone) test.step()
  return { ...test.pValues(), method: test.method }
}

/** By the definition: every way to swap the predictions of rows. */
function byAllSwaps(labels: Predictions, first: Predictions, second: Predictions, classes: number) {
  const difference = (one: Predictions, other: Predictions) => {
    const [a, b] = [one, other].map((run) => confusionToMetrics(confusionMatrix(labels, run, classes)))
    return {
      balancedAccuracy: b!.balancedAccuracy - a!.balancedAccuracy,
      macroF1: b!.macroF1 - a!.macroF1,
    }
  }
  const measured = difference(first, second)
  const extreme = { balancedAccuracy: 0, macroF1: 0 }
  const ways = 2 ** labels.length
  for (let way = 0; way < ways; way++) {
    const pick = (run: Predictions, other: Predictions) =>
      run.map((prediction, i) => ((way >> i) & 1 ? other[i]! : prediction))
    const swapped = difference(pick(first, second), pick(second, first))
    for (const metric of ['balancedAccuracy', 'macroF1'] as const)
      if (Math.abs(swapped[metric]) >= Math.abs(measured[metric]) - 1e-12) extreme[metric] += 1 / ways
  }
  return extreme
}

function someRuns(rows: number, classes: number, seed: number) {
  const random = createRandom(seed, 'runs')
  const draw = () => Array.from({ length: rows }, () => random.below(classes))
  return { labels: draw(), first: draw(), second: draw() }
}

describe('the paired permutation test', () => {
  it.each([1, 2, 3, 4])('weighs all swaps where there are few (seed %d)', (seed) => {
    const { labels, first, second } = someRuns(11, 3, seed)
    const found = permutation(labels, first, second, 3)
    const expected = byAllSwaps(labels, first, second, 3)
    expect(found.method).toBe('exact')
    expectClose(found.balancedAccuracy, expected.balancedAccuracy)
    expectClose(found.macroF1, expected.macroF1)
  })

  it('is near the sign test where one class has all rows that matter', () => {
    const labels = new Array<number>(300).fill(0).concat(1)
    const second = labels.map((label, i) => (i < 40 ? 1 : label))
    const first = labels.map((label, i) => (i >= 60 && i < 120 ? 1 : label))
    const { balancedAccuracy, method } = permutation(labels, first, second, 2)
    expect(method).toBe('exact')
    expect(Math.abs(balancedAccuracy - mcNemarOf(40, 60).pValue)).toBeLessThan(0.001)
  })

  it('draws swaps where there are many, with the seed, and comes near the p of all of them', () => {
    const { labels, first } = someRuns(14, 9, 6)
    const second = first.map((prediction, i) => (prediction + 1 + (i % 7)) % 9)
    const found = permutation(labels, first, second, 9)
    const exact = byAllSwaps(labels, first, second, 9)
    expect(found.method).toBe('drawn')
    expect(found).toEqual(permutation(labels, first, second, 9))
    expect(found).not.toEqual(permutation(labels, first, second, 9, 2))
    expect(Math.abs(found.balancedAccuracy - exact.balancedAccuracy)).toBeLessThan(0.02)
    expect(Math.abs(found.macroF1 - exact.macroF1)).toBeLessThan(0.02)
  })

  it('gives 1 for equal runs', () => {
    const { labels, first } = someRuns(50, 3, 2)
    expect(permutation(labels, first, first, 3)).toEqual({ balancedAccuracy: 1, macroF1: 1, method: 'exact' })
  })
})
