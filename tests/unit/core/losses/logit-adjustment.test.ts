import { adjustedPrediction, logitAdjustments, priorFloor } from '@core/losses/logit-adjustment'
import { expect, it } from 'vitest'
import { expectClose } from '../support'

it('is τ log π', () => {
  expectClose(logitAdjustments([30, 10], 1), [Math.log(0.75), Math.log(0.25)])
  expectClose(logitAdjustments([30, 10], 1.5), [1.5 * Math.log(0.75), 1.5 * Math.log(0.25)])
})

it('stays finite for a class without samples', () => {
  expectClose(logitAdjustments([5, 0], 1), [0, Math.log(priorFloor)])
})

it('turns a narrow win of a common class into one of the rare class, after the fact', () => {
  const adjustments = logitAdjustments([900, 100], 1)
  expect(adjustedPrediction([1.5, 0], adjustments)).toBe(1)
  expect(adjustedPrediction([2.5, 0], adjustments)).toBe(0)
})
