import { describe, expect, it } from 'vitest'
import { runStates, type RunProgress } from '@shared/domain/run'
import { canResume, canStop, isUnderway, progressShare } from '../../../../src/renderer/parts/run-states'

const progress: RunProgress = {
  epoch: 3,
  epochs: 10,
  step: 0,
  steps: 0,
  secondsElapsed: 1,
  secondsLeft: null,
  examplesPerSecond: null,
}

describe('progressShare', () => {
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
})

describe('states', () => {
  it('a run that ended by itself can be neither stopped nor resumed, and none can be both', () => {
    expect([canStop('done'), canResume('done')]).toEqual([false, false])
    for (const state of runStates) expect(canStop(state) && canResume(state)).toBe(false)
  })

  it('what can be resumed does not change by itself', () => {
    for (const state of runStates) if (canResume(state)) expect(isUnderway(state)).toBe(false)
  })
})
