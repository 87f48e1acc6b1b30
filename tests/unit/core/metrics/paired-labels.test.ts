import { labelOutcomes, outcomeScores } from '@core/metrics/multi-label'
import { isPairWithinNoise, isShareWithinNoise, mcNemarOf } from '@core/metrics/paired'
import { PairedLabels } from '@core/metrics/paired-labels'
import { createRandom, type Random } from '@core/sampling/random'
import { describe, expect, it } from 'vitest'
import { errorOf } from '../support'

const labels = 3

/** Rows whose labels have these shares; runs answer with these shares of right yes and right no. */
function data(rows: number, random: Random, shares: readonly number[]) {
  const targets = Uint8Array.from({ length: rows * labels }, (_, i) =>
    Number(random.uniform() < shares[i % labels]!),
  )
  const predict = (recall: readonly number[], specificity = 0.9) =>
    targets.map((target, i) =>
      Number(random.uniform() < (target === 1 ? recall[i % labels]! : 1 - specificity)),
    )
  return { targets, predict }
}

function paired(targets: Uint8Array, first: Uint8Array, second: Uint8Array, resamples = 500, seed = 1) {
  const work = new PairedLabels({ targets, first, second, labels }, { seed, resamples, swaps: 1000 })
  while (!work.isDone) work.step()
  return work.scores()
}

describe('runs on rows with several labels', () => {
  const { targets, predict } = data(400, createRandom(2, 'rows'), [0.5, 0.2, 0])
  const [first, second] = [predict([0.6, 0.6, 1]), predict([0.8, 0.7, 1], 0.95)]

  it('differ by what their outcomes differ by', () => {
    const scores = paired(targets, first, second)
    const [one, other] = [first, second].map((predictions) => {
      const { outcomes, samplesRight } = labelOutcomes(targets, predictions, labels)
      return { ...outcomeScores(outcomes), accuracy: samplesRight / 400 }
    })
    for (const metric of ['accuracy', 'balancedAccuracy', 'macroF1'] as const) {
      expect(scores[metric].value).toBeCloseTo(other![metric] - one![metric], 12)
      expect(scores[metric].low).toBeLessThan(scores[metric].value)
      expect(scores[metric].high).toBeGreaterThan(scores[metric].value)
    }
    expect(scores.support).toEqual(one!.support)
    expect(scores.recall[2]).toBeNull()
    expect(scores.recall[0]!.value).toBeCloseTo(other!.recall[0]! - one!.recall[0]!, 12)
    expect(scores.rows).toBe(400)
  })

  it('have McNemar’s test of whole rows, of each label’s yes and no, and of the rows with a label', () => {
    const { mcNemar, answers, recall } = paired(targets, first, second, 10)
    const rows = Array.from({ length: 400 }, (_, row) => row)
    const isRight = (run: Uint8Array, row: number, label: number) =>
      run[row * labels + label] === targets[row * labels + label]
    const test = (among: number[], right: (run: Uint8Array, row: number) => boolean) =>
      mcNemarOf(
        among.filter((row) => right(first, row) && !right(second, row)).length,
        among.filter((row) => right(second, row) && !right(first, row)).length,
      )
    expect(mcNemar).toEqual(test(rows, (run, row) => [0, 1, 2].every((label) => isRight(run, row, label))))
    for (const label of [0, 1, 2])
      expect(answers![label]).toEqual(test(rows, (run, row) => isRight(run, row, label)))
    const withLabel = rows.filter((row) => targets[row * labels] === 1)
    expect(recall[0]).toMatchObject(test(withLabel, (run, row) => isRight(run, row, 0)))
  })

  it('have intervals as wide as the normal approximation says', () => {
    const many = data(5000, createRandom(3, 'rows'), [0.5, 0.3, 0.2])
    const [one, other] = [many.predict([0.7, 0.7, 0.7]), many.predict([0.75, 0.7, 0.7])]
    const { accuracy, recall } = paired(many.targets, one, other, 2000)
    const half = (changes: number[]) => {
      const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length
      const variance = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / changes.length
      return 1.96 * Math.sqrt(variance / changes.length)
    }
    const rows = Array.from({ length: 5000 }, (_, row) => row)
    const isRight = (run: Uint8Array, row: number) =>
      Number([0, 1, 2].every((label) => run[row * labels + label] === many.targets[row * labels + label]))
    const ofRows = half(rows.map((row) => isRight(other, row) - isRight(one, row)))
    expect(Math.abs((accuracy.high - accuracy.low) / 2 / ofRows - 1)).toBeLessThan(0.1)
    const withLabel = rows.filter((row) => many.targets[row * labels] === 1)
    const ofLabel = half(withLabel.map((row) => other[row * labels]! - one[row * labels]!))
    expect(Math.abs((recall[0]!.high - recall[0]!.low) / 2 / ofLabel - 1)).toBeLessThan(0.1)
  })

  it('are the same for the same seed; equal runs do not differ', () => {
    expect(paired(targets, first, second, 50)).toEqual(paired(targets, first, second, 50))
    expect(paired(targets, first, second, 50, 2)).not.toEqual(paired(targets, first, second, 50))
    const zero = { value: 0, low: 0, high: 0 }
    expect(paired(targets, first, first, 50)).toMatchObject({
      ...{ accuracy: zero, balancedAccuracy: { ...zero, pValue: 1 }, macroF1: { ...zero, pValue: 1 } },
      mcNemar: { pValue: 1 },
    })
    expect(errorOf(() => paired(targets, first, second.subarray(3), 50)).message).toMatch('the same rows')
  })

  it('seldom differ beyond noise by chance, and do where one is better', () => {
    const random = createRandom(4, 'rows')
    const small = data(60, random, [0.5, 0.2, 0.1])
    const alarms = (better: readonly number[], repeats: number) => {
      let [balanced, recall] = [0, 0]
      for (let k = 0; k < repeats; k++) {
        const scores = paired(small.targets, small.predict([0.7, 0.6, 0.5]), small.predict(better), 200)
        balanced += Number(!isPairWithinNoise('balancedAccuracy', scores)) / repeats
        const ofRare = scores.recall[2]!
        recall += Number(!isShareWithinNoise(ofRare, ofRare)) / repeats
      }
      return { balanced, recall }
    }
    const chance = alarms([0.7, 0.6, 0.5], 150)
    expect(chance.balanced).toBeLessThanOrEqual(0.08)
    expect(chance.recall).toBeLessThanOrEqual(0.06)
    expect(alarms([0.95, 0.95, 0.95], 20).balanced).toBeGreaterThan(0.9)
  })
})
