import { countLabels } from '@core/labels'
import { imbalanceNote, longTailCounts, longTailRows } from '@core/sampling/long-tail'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorOf } from '../support'

describe('longTailCounts', () => {
  it('makes CIFAR-10-LT as published (imbalance 100)', () => {
    const counts = longTailCounts(new Array<number>(10).fill(5000), 100, 'exp')
    expect(counts).toEqual([5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50])
  })

  it('makes the step version as published', () => {
    expect(longTailCounts([500, 500, 500, 500], 50, 'step')).toEqual([500, 500, 10, 10])
    expect(longTailCounts([500, 500, 500], 50, 'step')).toEqual([500, 10, 10])
  })

  it('never takes more than a class has, nor less than one, and leaves empty classes empty', () => {
    expect(longTailCounts([100, 3, 100, 0, 100], 10_000, 'exp')).toEqual([100, 1, 10, 0, 1])
  })

  it('cut the large class and left the small one where data was imbalanced already: it goes by size, not by label', () => {
    expect(longTailCounts([10, 1000, 100], 100, 'exp')).toEqual([10, 1000, 100])
    expect(longTailCounts([300, 1000, 500], 100, 'exp')).toEqual([10, 1000, 100])
    expect(longTailCounts([10, 1000, 100, 400], 100, 'step')).toEqual([10, 1000, 10, 400])
  })

  it('goes by label among equals, and where a few rows more or less are all the difference', () => {
    expect(longTailCounts([50, 100, 100], 10, 'exp')).toEqual([10, 100, 31])
    // The training split of the bundled digits.
    const digits = [142, 146, 142, 146, 145, 146, 145, 143, 139, 144]
    expect(longTailCounts(digits, 50, 'exp')).toEqual([142, 94, 61, 39, 25, 16, 10, 6, 4, 2])
  })

  it('changes nothing at factor 1, even where counts differ', () => {
    for (const shape of ['exp', 'step'] as const)
      expect(longTailCounts([10, 300, 20], 1, shape)).toEqual([10, 300, 20])
  })

  it('takes a single class as it is', () => {
    for (const shape of ['exp', 'step'] as const) expect(longTailCounts([10], 5, shape)).toEqual([10])
  })

  it('reaches the factor between the first and the last class', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 2, max: 100 }), (classes, factor) => {
        for (const shape of ['exp', 'step'] as const) {
          const counts = longTailCounts(new Array<number>(classes).fill(100 * factor), factor, shape)
          expect(counts[0]).toBe(100 * factor)
          expect(counts.at(-1)).toBe(100)
          expect([...counts].sort((a, b) => b - a)).toEqual(counts)
        }
      }),
    )
  })

  it.each([0.5, 0, -1, NaN, Infinity])('refuses a factor of %d', (factor) => {
    expect(errorOf(() => longTailCounts([1, 1], factor, 'exp')).message).toMatch(
      'it must be a number of at least 1',
    )
  })
})

describe('imbalanceNote', () => {
  it('is null where the factor is reached, but for rounding to whole rows', () => {
    for (const factor of [2, 10, 50, 100]) {
      for (const shape of ['exp', 'step'] as const) {
        const counts = longTailCounts([142, 146, 142, 146, 145, 146, 145, 143, 139, 144], factor, shape)
        expect(imbalanceNote(counts, factor)).toBeNull()
      }
    }
    expect(imbalanceNote(longTailCounts([5000, 5000, 5000], 100, 'exp'), 100)).toBeNull()
    expect(imbalanceNote([10, 1000], 1)).toBeNull()
  })

  it('says which factor there is where the classes are too small for the one asked', () => {
    expect(imbalanceNote(longTailCounts([146, 146], 1000, 'exp'), 1000)).toMatch(
      /^The imbalance factor of the training split is 146, not 1000: no class keeps less/,
    )
    expect(imbalanceNote(longTailCounts([10, 1000, 100], 20, 'exp'), 20)).toMatch(
      /is 100, not 20: the smallest class has no more samples/,
    )
  })

  it('leaves classes without rows aside', () => {
    expect(imbalanceNote([100, 0, 10], 10)).toBeNull()
  })
})

describe('longTailRows', () => {
  const labels = Array.from({ length: 300 }, (_, i) => i % 3)
  const rows = labels.map((_, row) => row).filter((row) => row >= 30)

  it('keeps the counts, from the rows given, ascending', () => {
    const kept = longTailRows(labels, rows, 3, { factor: 9, shape: 'exp', seed: 4 })
    expect(
      countLabels(
        Array.from(kept, (row) => labels[row]!),
        3,
      ),
    ).toEqual([90, 30, 10])
    expect(Math.min(...kept)).toBeGreaterThanOrEqual(30)
    expect(Array.from(kept).sort((a, b) => a - b)).toEqual(Array.from(kept))
    expect(new Set(kept).size).toBe(kept.length)
  })

  it('keeps a subset for a larger factor', () => {
    const more = new Set(longTailRows(labels, rows, 3, { factor: 3, shape: 'exp', seed: 4 }))
    const fewer = longTailRows(labels, rows, 3, { factor: 30, shape: 'exp', seed: 4 })
    expect(Array.from(fewer).every((row) => more.has(row))).toBe(true)
  })

  it('counts classes without rows in the tail', () => {
    const kept = longTailRows([0, 0, 0, 0, 2, 2, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7], 3, {
      factor: 4,
      shape: 'exp',
      seed: 1,
    })
    expect(
      countLabels(
        Array.from(kept, (row) => [0, 0, 0, 0, 2, 2, 2, 2][row]!),
        3,
      ),
    ).toEqual([4, 0, 1])
  })

  it('keeps every row at factor 1', () => {
    expect(Array.from(longTailRows(labels, rows, 3, { factor: 1, shape: 'exp', seed: 4 }))).toEqual(rows)
  })
})
