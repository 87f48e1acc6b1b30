import { expect, it } from 'vitest'
import { defaultRunConfig } from '@shared/config/defaults'
import { previewSchedule } from '../../../../../src/renderer/features/new-run/schedule-preview'

const { loss } = defaultRunConfig
const counts = [90, 10]

it('has nothing to draw where nothing changes', () => {
  expect(previewSchedule(loss, 10, counts)).toBeNull()
  expect(previewSchedule({ ...loss, alpha: 'balanced' }, 10, counts)).toBeNull()
})

it('draws γ and the rarest class’s weight by epoch', () => {
  const scheduled = { ...loss, gammaSchedule: 'linear', alpha: 'balanced', reweightFrom: 3 } as const
  expect(previewSchedule(scheduled, 5, counts)).toEqual({
    epochs: [1, 2, 3, 4, 5],
    gamma: [2, 1.5, 1, 0.5, 0],
    rarestWeight: [1, 1, 5, 5, 5],
  })
  expect(previewSchedule({ ...scheduled, gammaSchedule: 'constant' }, 5, counts)?.gamma).toBeNull()
})

it('keeps a long run to as many points as can be seen, the last epoch among them', () => {
  const { epochs } = previewSchedule({ ...loss, gammaSchedule: 'linear' }, 100_000, counts)!
  expect(epochs.length).toBeLessThanOrEqual(501)
  expect(epochs.at(-1)).toBe(100_000)
})
