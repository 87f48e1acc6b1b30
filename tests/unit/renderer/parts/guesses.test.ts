import { describe, expect, it } from 'vitest'
import type { EpochRecord, EpochSummary } from '@shared/domain/metrics'
import type { RunSummary } from '@shared/domain/run'
import { neverRight, onlyGuesses } from '../../../../src/renderer/parts/guesses'

const run = (majorityBaseline: number | null): RunSummary => ({ majorityBaseline }) as unknown as RunSummary
const epoch = (accuracy: number): EpochSummary => ({ accuracy }) as EpochSummary

describe('onlyGuesses', () => {
  it('warns where accuracy equals the share of the largest class', () => {
    expect(onlyGuesses(run(0.5), epoch(0.5))).toBe(true)
    expect(onlyGuesses(run(0.5), epoch(0.51))).toBe(false)
    expect(onlyGuesses(run(null), epoch(0.1))).toBe(false)
    expect(onlyGuesses(run(0.5), null)).toBe(false)
  })
})

describe('neverRight', () => {
  it('names the classes that have samples, none of which is right', () => {
    const perClass = [
      { label: 'a', support: 9, recall: 1 },
      { label: 'b', support: 3, recall: 0 },
      { label: 'c', support: 0, recall: null },
    ]
    expect(neverRight({ validation: { perClass } } as unknown as EpochRecord)).toEqual(['b'])
  })
})
