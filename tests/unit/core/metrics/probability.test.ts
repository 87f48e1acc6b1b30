import { brierScore, logLoss } from '@core/metrics/probability'
import { matrixFromRows } from '@core/matrix'
import { expect, it } from 'vitest'
import { expectClose } from '../support'

it('clips the log-loss of a probability of 0 at the float64 epsilon, as scikit-learn', () => {
  expectClose(logLoss([1], matrixFromRows([[1, 0]], 'scores')), -Math.log(2 ** -52))
  expect(logLoss([0], matrixFromRows([[1, 0]], 'scores'))).toBeCloseTo(0, 12)
})

it('measures Brier between 0 and 2 for many classes, and between 0 and 1 for two', () => {
  expect(brierScore([0], matrixFromRows([[0, 1, 0]], 'scores'))).toBe(2)
  expect(brierScore([0], matrixFromRows([[0, 1]], 'scores'))).toBe(1)
  expectClose(brierScore([0], matrixFromRows([[0.7, 0.3]], 'scores')), 0.09)
})
