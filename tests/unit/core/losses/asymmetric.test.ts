import { asymmetricDefaults, asymmetricLoss, asymmetricSlope } from '@core/losses/asymmetric'
import { focalLoss } from '@core/losses/focal'
import { expect, it } from 'vitest'
import { expectClose } from '../support'

it('leaves out negatives whose probability is below the margin', () => {
  const logit = Math.log(0.049 / 0.951)
  expect(asymmetricLoss(logit, 0, asymmetricDefaults)).toBe(0)
  expect(asymmetricSlope(logit, 0, asymmetricDefaults)).toBe(0)
})

it('is -p_m^γ- log(1 - p_m) for negatives, and focal loss with γ+ for positives', () => {
  const p = 0.45
  const logit = Math.log(p / (1 - p))
  expectClose(asymmetricLoss(logit, 0, asymmetricDefaults), -Math.pow(0.4, 4) * Math.log(0.6))
  expectClose(asymmetricLoss(logit, 1, asymmetricDefaults), focalLoss(logit, 1))
})

it('is focal loss on both sides without margin and with one γ', () => {
  const plain = { gammaPositive: 2, gammaNegative: 2, probabilityMargin: 0 }
  for (const logit of [-30, -1, 0.5, 30]) expectClose(asymmetricLoss(logit, 0, plain), focalLoss(-logit, 2))
})
