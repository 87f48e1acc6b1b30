import { majorityBaseline, shotAccuracy, wilsonInterval } from '@core/metrics/intervals'
import { expect, it } from 'vitest'
import { expectClose, golden } from '../support'

interface WilsonCase {
  successes: number
  samples: number
  confidence: number
  low: number
  high: number
}

const { wilson } = golden<{ wilson: WilsonCase[] }>('statistics')

it.each(wilson)(
  'equals SciPy for $successes of $samples',
  ({ successes, samples, confidence, low, high }) => {
    const interval = wilsonInterval(successes, samples, confidence)
    expectClose([interval?.low ?? null, interval?.high ?? null], [low, high])
  },
)

it('has no interval without samples', () => {
  expect(wilsonInterval(0, 0)).toBeNull()
})

it('says what guessing the largest class would score', () => {
  expect(majorityBaseline([10, 30, 0])).toBe(0.75)
})

it('means recall over the classes with many, medium and few training samples', () => {
  const recall = [0.9, 0.8, 0.6, null, 0.2]
  expect(shotAccuracy(recall, [500, 100, 20, 5, 19])).toEqual({ many: 0.9, medium: 0.7, few: 0.2 })
  expect(shotAccuracy([null, 1], [5, 101])).toEqual({ many: 1, medium: null, few: null })
})
