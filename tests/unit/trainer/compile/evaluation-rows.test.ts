import { describe, expect, it } from 'vitest'
import { evaluationRows } from '../../../../src/trainer/compile/evaluation-rows'

function measured(size: number, splits: number[]): number {
  return splits.reduce((sum, rows) => sum + Math.ceil(rows / size) * size, 0)
}

describe('rows measured in one call', () => {
  it('are the whole split where it fits', () => {
    expect(evaluationRows(1024, [700, 700])).toBe(700)
  })

  it('are never more than allowed, nor fewer than one', () => {
    for (const splits of [
      [1, 1],
      [5, 100_000],
      [1025, 3],
      [999_983, 250_007],
    ]) {
      const size = evaluationRows(1024, splits)
      expect(size).toBeLessThanOrEqual(1024)
      expect(size).toBeGreaterThanOrEqual(1)
    }
  })

  it('were twice as many as the digits have, to fill up the last calls', () => {
    const splits = [1437, 360]
    expect(measured(1024, splits)).toBe(3072)
    expect(measured(evaluationRows(1024, splits), splits)).toBeLessThan(1.02 * (1437 + 360))
  })

  it('fill up little where splits are large', () => {
    const splits = [40_001, 10_001]
    expect(measured(evaluationRows(1024, splits), splits)).toBeLessThan(1.05 * 50_002)
  })

  it('are not so few that calls cost more than rows', () => {
    expect(evaluationRows(1024, [1500, 7])).toBeGreaterThanOrEqual(250)
  })
})
