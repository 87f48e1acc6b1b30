import { createRandom } from '@core/sampling/random'
import { confusionMatrix, confusionToMetrics } from '@core/metrics/confusion'
import { isPairWithinNoise, mcNemar } from '@core/metrics/paired'
import { defaultResamples, PairedBootstrap, pairedScores } from '@core/metrics/paired-bootstrap'
import { describe, expect, it } from 'vitest'
import { errorOf, golden, processorSeconds } from '../support'

interface GoldenBootstrap {
  labels: number[]
  first: number[]
  second: number[]
  values: Record<string, number>
  intervals: Record<string, [low: number, high: number]>
}

/** Two runs on `rows` rows of two classes, each right with its own probability. */
function runs(rows: number, firstRight: number, secondRight: number) {
  const random = createRandom(5, 'runs')
  const labels = Array.from({ length: rows }, () => random.below(2))
  const predict = (right: number) => labels.map((label) => (random.uniform() < right ? label : 1 - label))
  return { labels, first: predict(firstRight), second: predict(secondRight) }
}

describe('pairedScores', () => {
  it('has the figures and the intervals that NumPy and scikit-learn have', () => {
    const { pairedBootstrap } = golden<{ pairedBootstrap: GoldenBootstrap }>('statistics')
    const { labels, first, second, values, intervals } = pairedBootstrap
    const scores = pairedScores(labels, first, second, 3, { seed: 4, resamples: 40_000 })
    for (const metric of ['accuracy', 'balancedAccuracy', 'macroF1'] as const) {
      expect(scores[metric].value).toBeCloseTo(values[metric]!, 12)
      expect(Math.abs(scores[metric].low - intervals[metric]![0])).toBeLessThan(0.004)
      expect(Math.abs(scores[metric].high - intervals[metric]![1])).toBeLessThan(0.004)
    }
    scores.recall.forEach((recall, c) => {
      // A recall moves in steps of one row.
      const step = 1.01 / labels.filter((label) => label === c).length
      expect(Math.abs(recall!.low - intervals[`recall${c}`]![0])).toBeLessThan(step)
      expect(Math.abs(recall!.high - intervals[`recall${c}`]![1])).toBeLessThan(step)
    })
    expect(scores.rows).toBe(172)
    expect(scores.mcNemar).toEqual(mcNemar(labels, first, second))
  })

  it('gives the same intervals for the same seed, and others for another', () => {
    const { labels, first, second } = runs(300, 0.7, 0.75)
    const one = pairedScores(labels, first, second, 2, { seed: 1 })
    expect(pairedScores(labels, first, second, 2, { seed: 1 })).toEqual(one)
    expect(pairedScores(labels, first, second, 2, { seed: 2 })).not.toEqual(one)
  })

  it('measures second - first, as the confusion matrices do, and passes over absent classes', () => {
    const [labels, first, second] = [
      [0, 0, 1, 1],
      [0, 1, 1, 1],
      [0, 0, 2, 1],
    ]
    const scores = pairedScores(labels, first, second, 4, { seed: 1 })
    expect(scores.recall.map((ofClass) => ofClass?.value)).toEqual([0.5, -0.5, undefined, undefined])
    expect(scores.recall[0]).toMatchObject({ onlyFirst: 0, onlySecond: 1, method: 'exact' })
    expect(scores.recall[3]).toBeNull()
    const [one, other] = [first, second].map((predictions) =>
      confusionToMetrics(confusionMatrix(labels, predictions, 4)),
    )
    for (const metric of ['accuracy', 'balancedAccuracy', 'macroF1'] as const)
      expect(scores[metric].value).toBeCloseTo(other![metric] - one![metric], 12)
  })

  it('has the width that the normal approximation has for many rows', () => {
    const { labels, first, second } = runs(20_000, 0.7, 0.75)
    const { recall } = pairedScores(labels, first, second, 2, { seed: 3, resamples: 2000 })
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

  it('is narrower than the intervals of two runs that are taken for independent', () => {
    const { labels, first } = runs(500, 0.8, 0.8)
    const second = first.map((prediction, i) => (i % 5 === 0 ? labels[i]! : prediction))
    const { accuracy } = pairedScores(labels, first, second, 2, { seed: 1 })
    expect(accuracy.value).toBeGreaterThan(0)
    expect(accuracy.low).toBeGreaterThan(0)
    expect(accuracy.high - accuracy.low).toBeLessThan(0.5 * 2 * 1.96 * Math.sqrt((2 * 0.8 * 0.2) / 500))
  })

  it('holds nothing but 0 for equal runs', () => {
    const { labels, first } = runs(100, 0.7, 0.7)
    const zero = { value: 0, low: 0, high: 0 }
    const scores = pairedScores(labels, first, first, 2, { seed: 1 })
    expect(scores).toMatchObject({ accuracy: zero, balancedAccuracy: zero, macroF1: zero })
    expect(scores.mcNemar.pValue).toBe(1)
  })

  it('refuses labels and predictions that are no classes, and other rows', () => {
    const message = (labels: number[], first: number[]) =>
      errorOf(() => pairedScores(labels, first, labels, 2, { seed: 1 })).message
    expect(message([0, 2], [0, 1])).toMatch('labels[1] is 2, but there are 2 classes')
    expect(message([0, 1], [0, -1])).toMatch('predictions[1] is -1')
    expect(message([0, 1], [0])).toMatch('2 labels, 1 and 2 predictions')
  })

  it('takes a million rows in a few seconds of processor time', () => {
    const { labels, first, second } = runs(1_000_000, 0.9, 0.91)
    const seconds = processorSeconds(() => pairedScores(labels, first, second, 2, { seed: 1, resamples: 50 }))
    expect(seconds).toBeLessThan(5)
  })
})

it('goes step by step, and ends where it was told to', () => {
  const { labels, first, second } = runs(100, 0.7, 0.8)
  const bootstrap = new PairedBootstrap(labels, first, second, 2, { seed: 1, resamples: 50 })
  let steps = 0
  for (; !bootstrap.isDone; steps++) bootstrap.step()
  expect(steps).toBeGreaterThan(50)
  expect(bootstrap.scores()).toEqual(pairedScores(labels, first, second, 2, { seed: 1, resamples: 50 }))
})

it('draws the rows 10,000 times, and less often where that would take long', () => {
  expect(defaultResamples(0, 2)).toBe(10_000)
  expect(defaultResamples(6000, 10)).toBe(10_000)
  expect(defaultResamples(12_000, 10)).toBe(5000)
  expect(defaultResamples(1e6, 10)).toBe(2000)
  expect(defaultResamples(100, 1000)).toBe(2400)
})

describe('beyond noise', () => {
  /** How often `repeats` pairs of runs differ beyond noise, which have the rows of a class right so often. */
  function alarms(
    rows: readonly number[],
    firstRight: readonly number[],
    secondRight: readonly number[],
    repeats: number,
  ) {
    const random = createRandom(8, 'pairs')
    const labels = rows.flatMap((count, c) => new Array<number>(count).fill(c))
    const predict = (right: readonly number[]) =>
      labels.map((label) => (random.uniform() < right[label]! ? label : 1 - label))
    const counts = { balancedAccuracy: 0, macroF1: 0, byInterval: 0 }
    for (let k = 0; k < repeats; k++) {
      const scores = pairedScores(labels, predict(firstRight), predict(secondRight), 2, {
        ...{ seed: 1, resamples: 1000 },
      })
      for (const metric of ['balancedAccuracy', 'macroF1'] as const)
        counts[metric] += Number(!isPairWithinNoise(metric, scores)) / repeats
      const { low, high } = scores.balancedAccuracy
      counts.byInterval += Number(low > 0 || high < 0) / repeats
    }
    return counts
  }

  it.each([21, 10])(
    'was chance too often where a class has %d rows: the bootstrap alone is too narrow',
    (rare) => {
      const right = [0.95, 0.6]
      const { balancedAccuracy, macroF1, byInterval } = alarms([379, rare], right, right, 400)
      expect(byInterval).toBeGreaterThan(0.06)
      expect(balancedAccuracy).toBeLessThanOrEqual(0.06)
      expect(macroF1).toBeLessThanOrEqual(0.06)
    },
  )

  it('is a rare class that is learnt', () => {
    const { balancedAccuracy, macroF1 } = alarms([379, 21], [0.95, 0.4], [0.95, 0.9], 100)
    expect(balancedAccuracy).toBeGreaterThan(0.9)
    expect(macroF1).toBeGreaterThan(0.6)
  })
})
