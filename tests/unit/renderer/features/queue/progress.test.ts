import { expect, it } from 'vitest'
import type { RunProgress } from '@shared/domain/run'
import { progressShare } from '../../../../../src/renderer/features/queue/progress'

const progress: RunProgress = {
  epoch: 3,
  epochs: 10,
  step: 0,
  steps: 0,
  secondsElapsed: 1,
  secondsLeft: null,
  examplesPerSecond: null,
}

it('goes by steps where they are known, else by epochs', () => {
  expect(progressShare({ ...progress, step: 350, steps: 1000 })).toBe(0.35)
  expect(progressShare(progress)).toBe(0.3)
})

it('is unknown before the trainer has said anything', () => {
  expect(progressShare(null)).toBeNull()
  expect(progressShare({ ...progress, epochs: 0 })).toBeNull()
})

it('is never more than everything', () => {
  expect(progressShare({ ...progress, step: 1001, steps: 1000 })).toBe(1)
})
