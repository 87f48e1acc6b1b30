import { describe, expect, it } from 'vitest'
import type { EpochSummary } from '@shared/domain/metrics'
import type { RunSummary } from '@shared/domain/run'
import {
  bestOf,
  judged,
  onlyGuesses,
} from '../../../../../../src/renderer/features/compare/summary/summary-figures'

function run(
  id: string,
  best: Partial<EpochSummary> | null,
  majorityBaseline: number | null = 0.5,
): RunSummary {
  return { id, best, majorityBaseline } as unknown as RunSummary
}
const best = (candidate: RunSummary): EpochSummary | null => candidate.best

describe('bestOf', () => {
  it('is the highest accuracy and the lowest cross-entropy', () => {
    const runs = [
      run('a', { accuracy: 0.9, valCrossEntropy: 0.4 }),
      run('b', { accuracy: 0.8, valCrossEntropy: 0.3 }),
    ]
    expect(bestOf(runs, 'accuracy', best)).toEqual(new Set(['a']))
    expect(bestOf(runs, 'valCrossEntropy', best)).toEqual(new Set(['b']))
  })

  it('marks all of the equals, and no run that is alone', () => {
    expect(bestOf([run('a', { accuracy: 0.9 }), run('b', { accuracy: 0.9 })], 'accuracy', best).size).toBe(2)
    expect(bestOf([run('a', { accuracy: 0.9 }), run('b', null)], 'accuracy', best).size).toBe(0)
  })

  it('passes over a diverged run', () => {
    const runs = [run('a', { valLoss: NaN }), run('b', { valLoss: 2 }), run('c', { valLoss: 1 })]
    expect(bestOf(runs, 'valLoss', best)).toEqual(new Set(['c']))
  })
})

describe('judged', () => {
  it('takes less cross-entropy for better', () => {
    expect(judged(-0.1, 'valCrossEntropy')).toBe('better')
    expect(judged(-0.1, 'accuracy')).toBe('worse')
    expect(judged(0, 'accuracy')).toBe('same')
  })
})

describe('onlyGuesses', () => {
  it('warns where accuracy equals the share of the largest class', () => {
    expect(onlyGuesses(run('a', null), { accuracy: 0.5 } as EpochSummary)).toBe(true)
    expect(onlyGuesses(run('a', null), { accuracy: 0.51 } as EpochSummary)).toBe(false)
    expect(onlyGuesses(run('a', null, null), { accuracy: 0.1 } as EpochSummary)).toBe(false)
    expect(onlyGuesses(run('a', null), null)).toBe(false)
  })
})
