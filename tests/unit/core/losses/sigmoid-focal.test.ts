import { binaryCrossEntropy, sigmoidFocalLoss, sigmoidFocalSlope } from '@core/losses/sigmoid-focal'
import { expect, it } from 'vitest'
import { expectClose } from '../support'

it('has no step between hard targets and targets nearly so', () => {
  for (const gamma of [0, 0.5, 2]) {
    for (const logit of [-3, 0.2, 4]) {
      for (const [hard, near] of [
        [1, 1 - 1e-12],
        [0, 1e-12],
      ] as const) {
        expectClose(sigmoidFocalLoss(logit, near, gamma), sigmoidFocalLoss(logit, hard, gamma), 1e-8)
        expectClose(sigmoidFocalSlope(logit, near, gamma), sigmoidFocalSlope(logit, hard, gamma), 1e-8)
      }
    }
  }
})

it('has its lowest BCE where σ(x) is the soft target', () => {
  const best = Math.log(0.3 / 0.7)
  expect(binaryCrossEntropy(best, 0.3)).toBeLessThan(binaryCrossEntropy(best + 0.1, 0.3))
  expect(binaryCrossEntropy(best, 0.3)).toBeLessThan(binaryCrossEntropy(best - 0.1, 0.3))
  expectClose(1 + sigmoidFocalSlope(best, 0.3, 2), 1)
})
