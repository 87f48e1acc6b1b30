import { describe, expect, it } from 'vitest'
import { optimizerConfigSchema } from '@shared/config/run-config'
import { learningRateAt } from '../../../../src/trainer/optimizers/schedule'

describe('learningRateAt', () => {
  it('is the same at every step of a constant schedule', () => {
    const config = optimizerConfigSchema.parse({ learningRate: 0.02 })
    expect([1, 50, 100].map((step) => learningRateAt(config, step, 100))).toEqual([0.02, 0.02, 0.02])
  })

  it('falls along half a cosine, from the whole rate towards 0', () => {
    const config = optimizerConfigSchema.parse({ learningRate: 0.02, schedule: 'cosine' })
    const rates = Array.from({ length: 100 }, (_, i) => learningRateAt(config, i + 1, 100))
    expect(rates[0]).toBe(0.02)
    expect(rates[50]).toBeCloseTo(0.01, 12)
    expect(rates[99]).toBeCloseTo(0.01 * (1 - Math.cos(Math.PI / 100)), 12)
    expect(rates.every((rate, i) => i === 0 || rate < rates[i - 1]!)).toBe(true)
  })
})
