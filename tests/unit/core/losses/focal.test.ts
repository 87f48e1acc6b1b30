import { crossEntropyLoss, crossEntropySlope } from '@core/losses/cross-entropy'
import { focalFactor, focalLoss, focalSlope } from '@core/losses/focal'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../support'

const gammas = [0, 0.3, 0.5, 1, 2, 5, 10]

describe('focal loss of a margin', () => {
  it('is cross-entropy at γ = 0, to the last bit', () => {
    for (let m = -50; m <= 50; m += 0.7) {
      expect(focalLoss(m, 0)).toBe(crossEntropyLoss(m))
      expect(focalSlope(m, 0)).toBe(crossEntropySlope(m))
    }
  })

  it('is -(1 - p)^γ log p where that can be computed', () => {
    for (const p of [0.01, 0.3, 0.5, 0.9]) {
      for (const gamma of gammas) {
        expectClose(focalLoss(Math.log(p / (1 - p)), gamma), -Math.pow(1 - p, gamma) * Math.log(p))
      }
    }
  })

  it('has a slope that goes to 0, without NaN, as p goes to 1, for γ below 1 too', () => {
    for (const gamma of gammas.filter((g) => g > 0)) {
      expect(Math.abs(focalSlope(50, gamma))).toBeLessThan(1e-20)
      expect(focalSlope(800, gamma)).toBe(-0)
    }
  })

  it('gives confidently wrong samples their whole gradient, for nothing is clipped', () => {
    for (const gamma of gammas) expectClose(focalSlope(-1e4, gamma), -1)
  })

  it('keeps the digits that 1 - p would lose: margin 38.69, 1 - p = 1.58e-17', () => {
    const u = Math.exp(-38.686738) / (1 + Math.exp(-38.686738))
    expectClose(focalLoss(38.686738, 1), u * -Math.log1p(-u))
    expect(focalLoss(38.686738, 1)).toBeGreaterThan(0)
  })

  it('has a steeper gradient than cross-entropy below the known p_t', () => {
    const known = [
      { gamma: 0.5, crossing: 0.421, peak: 1.08 },
      { gamma: 1, crossing: 0.368, peak: 1.14 },
      { gamma: 2, crossing: 0.298, peak: 1.22 },
      { gamma: 3, crossing: 0.253, peak: 1.29 },
      { gamma: 5, crossing: 0.197, peak: 1.39 },
    ]
    const ratioAt = (p: number, gamma: number) => {
      const m = Math.log(p / (1 - p))
      return focalSlope(m, gamma) / crossEntropySlope(m)
    }
    for (const { gamma, crossing, peak } of known) {
      expect(ratioAt(crossing - 0.001, gamma)).toBeGreaterThan(1)
      expect(ratioAt(crossing + 0.001, gamma)).toBeLessThan(1)
      const ratios = Array.from({ length: 999 }, (_, i) => ratioAt((i + 1) / 1000, gamma))
      expect(Math.max(...ratios)).toBeCloseTo(peak, 2)
    }
  })
})

it('focalFactor is (1 - p)^γ, and 1 at γ = 0 even for p = 1', () => {
  expectClose(focalFactor(0.9, 2), 0.01)
  expect(focalFactor(1, 0)).toBe(1)
  expect(focalFactor(1, 2)).toBe(0)
})
