import { expect, test } from 'vitest'
import { improves } from '@core/metrics/watched-metric'

const scores = { loss: 1, crossEntropy: 1, accuracy: 0.5, balancedAccuracy: 0.5, macroF1: 0.5 }

test('scores improve upwards, losses downwards', () => {
  for (const metric of ['accuracy', 'balancedAccuracy', 'macroF1'] as const) {
    expect(improves(metric, { ...scores, [metric]: 0.6 }, scores)).toBe(true)
    expect(improves(metric, { ...scores, [metric]: 0.4 }, scores)).toBe(false)
  }
  for (const metric of ['loss', 'crossEntropy'] as const) {
    expect(improves(metric, { ...scores, [metric]: 0.9 }, scores)).toBe(true)
    expect(improves(metric, { ...scores, [metric]: 1.1 }, scores)).toBe(false)
  }
})

test('the first of equal epochs stays the best', () => {
  expect(improves('accuracy', scores, null)).toBe(true)
  expect(improves('accuracy', scores, scores)).toBe(false)
  expect(improves('loss', scores, scores)).toBe(false)
})

test('what is not a number beats nothing, and any number beats it', () => {
  const broken = { ...scores, loss: NaN }
  expect(improves('loss', broken, scores)).toBe(false)
  expect(improves('loss', scores, broken)).toBe(true)
  expect(improves('loss', broken, broken)).toBe(false)
})
