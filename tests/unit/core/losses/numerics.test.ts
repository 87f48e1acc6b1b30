import {
  logOneMinusExp,
  logSigmoid,
  logSumExp,
  logSumExpExcept,
  margin,
  sigmoid,
} from '@core/losses/numerics'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../support'

describe('numerics', () => {
  it('keeps log σ at both ends', () => {
    expectClose(logSigmoid(40), -4.248354255291589e-18)
    expect(logSigmoid(-1e4)).toBe(-1e4)
    expect(logSigmoid(0)).toBe(-Math.LN2)
    expectClose(logSigmoid(3) - logSigmoid(-3), 3)
  })

  it('keeps σ at both ends', () => {
    expect(sigmoid(1e4)).toBe(1)
    expectClose(sigmoid(-40), Math.exp(-40))
    expectClose(sigmoid(1) + sigmoid(-1), 1)
  })

  it('sums exponentials that would overflow alone', () => {
    const z = Float64Array.of(1e4, 1e4, -1e4)
    expectClose(logSumExp(z), 1e4 + Math.LN2)
    expectClose(logSumExpExcept(z, 0, 3, 0), 1e4)
    expect(logSumExpExcept(z, 0, 1, 0)).toBe(-Infinity)
  })

  it('measures the margin of one class in one row', () => {
    const z = Float64Array.of(9, 9, 9, 2, 0, 1)
    expectClose(margin(z, 3, 3, 0), 2 - Math.log(1 + Math.E))
  })

  it('finds log(1 - p) from log p on both sides of ln 2', () => {
    for (const p of [1e-12, 0.3, 0.5, 0.7, 0.99]) expectClose(logOneMinusExp(Math.log(p)), Math.log1p(-p))
    expectClose(logOneMinusExp(-1e-20), Math.log(1e-20))
    expectClose(logOneMinusExp(-50), -Math.exp(-50))
  })
})
