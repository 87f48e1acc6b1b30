import { describe, expect, it } from 'vitest'
import type { EpochRecord } from '@shared/domain/metrics'
import {
  estimateOf,
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
