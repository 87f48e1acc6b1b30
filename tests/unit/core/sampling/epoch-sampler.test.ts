import { countLabels } from '@core/labels'
import { classProbabilities, epochRows } from '@core/sampling/epoch-sampler'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../support'

const labels = [...new Array<number>(900).fill(0), ...new Array<number>(100).fill(2)]
const rows = labels.map((_, row) => row)
const place = { epoch: 1, epochs: 11 }

describe('classProbabilities', () => {
  it('follows n^q', () => {
    expectClose(classProbabilities([900, 0, 100], 'instance'), [0.9, 0, 0.1])
    expectClose(classProbabilities([900, 0, 100], 'squareRoot'), [0.75, 0, 0.25])
    expectClose(classProbabilities([900, 0, 100], 'classAware'), [0.5, 0, 0.5])
  })

  it('progresses from instance to class-aware', () => {
    expectClose(classProbabilities([900, 100], 'progressive', { epoch: 1, epochs: 11 }), [0.9, 0.1])
    expectClose(classProbabilities([900, 100], 'progressive', { epoch: 6, epochs: 11 }), [0.7, 0.3])
    expectClose(classProbabilities([900, 100], 'progressive', { epoch: 11, epochs: 11 }), [0.5, 0.5])
    expectClose(classProbabilities([900, 100], 'progressive', { epoch: 1, epochs: 1 }), [0.9, 0.1])
  })
})

describe('epochRows', () => {
  it('shows every row once by instance, in another order each epoch', () => {
    const first = epochRows(labels, rows, 'instance', 1, place)
    expect(Array.from(first).sort((a, b) => a - b)).toEqual(rows)
    expect(epochRows(labels, rows, 'instance', 1, { ...place, epoch: 2 })).not.toEqual(first)
    expect(epochRows(labels, rows, 'instance', 1, place)).toEqual(first)
  })

  it('draws classes by their probabilities, and stays within the rows given', () => {
    for (const [scheme, share] of [
      ['squareRoot', 0.75],
      ['classAware', 0.5],
      ['progressive', 0.9],
    ] as const) {
      const drawn = epochRows(labels, rows, scheme, 1, place)
      expect(drawn).toHaveLength(1000)
      const counts = countLabels(
        Array.from(drawn, (row) => labels[row]!),
        3,
      )
      expect(Math.abs(counts[0]! / 1000 - share)).toBeLessThan(0.05)
      expect(counts[1]).toBe(0)
    }
    const some = epochRows(labels, rows.slice(850, 950), 'classAware', 1, place)
    expect(some).toHaveLength(100)
    expect(some.every((row) => row >= 850 && row < 950)).toBe(true)
  })

  it('shows no row of a class twice before all of them once', () => {
    const drawn = epochRows(labels, rows, 'classAware', 1, place)
    const times = new Map<number, number>()
    for (const row of drawn) if (labels[row] === 2) times.set(row, (times.get(row) ?? 0) + 1)
    expect(times.size).toBe(100)
    expect(Math.max(...times.values()) - Math.min(...times.values())).toBeLessThanOrEqual(1)
  })
})
