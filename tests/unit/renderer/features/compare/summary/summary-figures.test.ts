import { describe, expect, it } from 'vitest'
import type { EpochRecord } from '@shared/domain/metrics'
import type { PairedScores } from '@shared/domain/paired'
import {
  estimateOf,
  figureDifference,
  judged,
  marksOf,
  type Candidate,
} from '../../../../../../src/renderer/features/compare/summary/summary-figures'

/** A share with the interval that this many validation samples leave it. */
function candidate(id: string, hits: number, samples: number): Candidate {
  const validation = { confusion: [[hits, samples - hits]] }
  const estimate = estimateOf({ validation } as unknown as EpochRecord, 'accuracy')
  return { id, value: hits / samples, estimate }
}
const loss = (id: string, value: number): Candidate => ({ id, value, estimate: null })

describe('marksOf', () => {
  it('stars what is better by more than chance explains', () => {
    expect(marksOf([candidate('a', 95, 100), candidate('b', 60, 100)], 'accuracy')).toEqual(
      new Map([['a', 'best']]),
    )
  })

  it('no longer calls a run the best that lies within noise of another', () => {
    const runs = [candidate('a', 31, 36), candidate('b', 30, 36), candidate('c', 5, 36)]
    expect(marksOf(runs, 'accuracy')).toEqual(
      new Map([
        ['a', 'noise'],
        ['b', 'noise'],
      ]),
    )
  })

  it('marks the lowest loss, all of the equals, and passes over a diverged run', () => {
    const runs = [loss('a', NaN), loss('b', 2), loss('c', 1), loss('d', 1)]
    expect(marksOf(runs, 'valLoss')).toEqual(
      new Map([
        ['c', 'lowest'],
        ['d', 'lowest'],
      ]),
    )
  })

  it('marks no run that is alone', () => {
    expect(marksOf([candidate('a', 9, 10)], 'accuracy').size).toBe(0)
    expect(marksOf([loss('a', 1), loss('b', NaN)], 'valLoss').size).toBe(0)
  })
})

describe('marksOf with runs on the same rows', () => {
  it('stars what is better there, though as independent runs they lay within noise of each other', () => {
    const runs = [candidate('a', 31, 36), candidate('b', 30, 36)]
    expect(marksOf(runs, 'accuracy').get('a')).toBe('noise')
    expect(marksOf(runs, 'accuracy', () => false)).toEqual(new Map([['a', 'best']]))
  })
})

describe('figureDifference', () => {
  const [own, reference] = [candidate('a', 90, 100), candidate('b', 85, 100)]
  const mcNemar = { onlyFirst: 1, onlySecond: 6, pValue: 0.03, method: 'exact' } as const
  const paired = { accuracy: { value: 0.05, low: 0.01, high: 0.09 }, mcNemar } as PairedScores

  it('has the interval of the same rows where there are such: as independent runs it held 0', () => {
    expect(figureDifference('accuracy', own, reference, paired)).toEqual({
      value: expect.closeTo(0.05, 12) as number,
      interval: paired.accuracy,
      isPaired: true,
      judgement: 'better',
      withinNoise: false,
    })
  })

  it('is within noise where McNemar’s test of the accuracy says so', () => {
    const unsure = { ...paired, mcNemar: { ...mcNemar, pValue: 0.09 } }
    expect(figureDifference('accuracy', own, reference, unsure).withinNoise).toBe(true)
  })

  it('takes the runs for independent where there are none', () => {
    const difference = figureDifference('accuracy', own, reference, null)
    expect(difference).toMatchObject({ isPaired: false, withinNoise: true })
    expect(difference.interval!.low).toBeLessThan(0)
  })

  it('has no interval of losses, and calls none of them noise', () => {
    const [low, high] = [loss('a', 0.4), loss('b', 0.5)]
    expect(figureDifference('valCrossEntropy', low, high, paired)).toMatchObject({
      interval: null,
      judgement: 'better',
      withinNoise: false,
    })
  })
})

describe('estimateOf', () => {
  it('has an interval for shares, and none for losses', () => {
    const record = { validation: { confusion: [[8, 2], [1, 9]] } } as unknown as EpochRecord // prettier-ignore
    for (const metric of ['accuracy', 'balancedAccuracy', 'macroF1'] as const) {
      const { low, value, high } = estimateOf(record, metric)!
      expect(low).toBeLessThan(value)
      expect(high).toBeGreaterThan(value)
    }
    expect(estimateOf(record, 'valCrossEntropy')).toBeNull()
  })
})

describe('judged', () => {
  it('takes less cross-entropy for better', () => {
    expect(judged(-0.1, 'valCrossEntropy')).toBe('better')
    expect(judged(-0.1, 'accuracy')).toBe('worse')
    expect(judged(0, 'accuracy')).toBe('same')
  })
})
