import { describe, expect, it } from 'vitest'
import { firstEpoch, gammaAt, gammaVaries, isDeferred, isReweighted } from '@core/losses/loss-schedule'
import { lossConfigSchema, type LossConfig } from '@shared/config/run-config'

function loss(input: Partial<LossConfig>): LossConfig {
  return lossConfigSchema.parse(input)
}

describe('the first epoch of what is scheduled', () => {
  it.each([
    [0.8, 200, 161],
    [0.29, 100, 30],
    [0.5, 3, 2],
    [0, 10, 1],
    [1, 10, 1],
    [7, 10, 7],
    [0.99, 10, 10],
  ])('from %d of %d epochs is epoch %d', (from, epochs, expected) => {
    expect(firstEpoch(from, epochs)).toBe(expected)
  })
})

describe('γ by epoch', () => {
  const gammas = (input: Partial<LossConfig>, epochs: number) =>
    Array.from({ length: epochs }, (_, i) => gammaAt(loss({ gamma: 2, ...input }), { epoch: i + 1, epochs }))

  it('is the same everywhere where it is constant', () => {
    expect(gammas({ gammaEnd: 5 }, 3)).toEqual([2, 2, 2])
  })

  it('goes straight from the first epoch to the last', () => {
    expect(gammas({ gammaSchedule: 'linear', gammaEnd: 0 }, 5)).toEqual([2, 1.5, 1, 0.5, 0])
    expect(gammas({ gammaSchedule: 'linear', gammaEnd: 5 }, 1)).toEqual([2])
  })

  it('steps at an epoch, or after a share of them', () => {
    expect(gammas({ gammaSchedule: 'step', gammaEnd: 5, gammaFrom: 3 }, 4)).toEqual([2, 2, 5, 5])
    expect(gammas({ gammaSchedule: 'step', gammaEnd: 5, gammaFrom: 0.75 }, 4)).toEqual([2, 2, 2, 5])
  })

  it('varies only in focal loss, and only where its end is another', () => {
    expect(gammaVaries(loss({ gammaSchedule: 'linear' }), 5)).toBe(true)
    expect(gammaVaries(loss({ gammaSchedule: 'linear', gammaEnd: 2 }), 5)).toBe(false)
    expect(gammaVaries(loss({ gammaSchedule: 'step', gammaFrom: 1 }), 5)).toBe(false)
    expect(gammaVaries(loss({ kind: 'ce', gammaSchedule: 'linear' }), 5)).toBe(false)
  })
})

describe('deferred re-weighting', () => {
  it('begins with its epoch', () => {
    const drw = loss({ kind: 'ldam', alpha: 'effective', reweightFrom: 0.8 })
    const weighted = Array.from({ length: 5 }, (_, i) => isReweighted(drw, { epoch: i + 1, epochs: 5 }))
    expect(weighted).toEqual([false, false, false, false, true])
  })

  it('is none without weights, from the first epoch on, or after the last', () => {
    expect(isDeferred(loss({ alpha: 'balanced', reweightFrom: 3 }), 5)).toBe(true)
    expect(isDeferred(loss({ alpha: 'none', reweightFrom: 3 }), 5)).toBe(false)
    expect(isDeferred(loss({ alpha: 'balanced' }), 5)).toBe(false)
    expect(isDeferred(loss({ alpha: 'balanced', reweightFrom: 6 }), 5)).toBe(false)
  })
})

it('refuses half an epoch', () => {
  expect(() => loss({ reweightFrom: 2.5 })).toThrow(/whole epoch/)
})
