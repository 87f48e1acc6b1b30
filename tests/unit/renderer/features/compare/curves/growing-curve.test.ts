import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GrowingCurve } from '../../../../../../src/renderer/features/compare/curves/growing-curve'

function points(first: number, values: readonly number[]) {
  const step = values.map((_, i) => first + i)
  return {
    step,
    epoch: step.map((s) => Math.ceil(s / 10)),
    seconds: step.map((s) => s / 100),
    value: [...values],
  }
}

function curve(step: number[], mean: number[], count = step.length) {
  return { step, epoch: step, seconds: step, mean, min: mean, max: mean, points: count }
}

describe('GrowingCurve', () => {
  it('shows what was read and what was added', () => {
    const grown = new GrowingCurve()
    grown.replace(curve([1, 2], [5, 4]))
    grown.append(points(3, [3, 2]))
    expect([...grown.view().step]).toEqual([1, 2, 3, 4])
    expect([...grown.view().mean]).toEqual([5, 4, 3, 2])
    expect(grown.rolledUp).toBe(false)
  })

  it('drops what lies at or after the first new step, as after a resume', () => {
    const grown = new GrowingCurve()
    grown.append(points(1, [1, 2, 3, 4]))
    grown.append(points(3, [30]))
    expect([...grown.view().mean]).toEqual([1, 2, 30])
  })

  it('may be told the same points twice', () => {
    const grown = new GrowingCurve()
    grown.append(points(1, [1, 2, 3]))
    grown.append(points(2, [2, 3, 4]))
    expect([...grown.view().mean]).toEqual([1, 2, 3, 4])
  })

  it('goes on in buckets as wide as those that were read', () => {
    const grown = new GrowingCurve()
    grown.replace(curve([4, 8], [1, 2], 8))
    expect(grown.rolledUp).toBe(true)
    grown.append(points(9, [4, 6, 5, 5, 100]))
    expect([...grown.view().step]).toEqual([4, 8, 12, 13])
    expect([...grown.view().mean]).toEqual([1, 2, 5, 100])
    expect(grown.view().max[2]).toBe(6)
  })

  it('never holds more buckets than its capacity, and loses no extreme and no weight', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 40 }),
        (values, batch) => {
          const grown = new GrowingCurve(16)
          for (let first = 0; first < values.length; first += batch) {
            grown.append(points(first + 1, values.slice(first, first + batch)))
          }
          const { step, mean, min, max } = grown.view()
          expect(step.length).toBeLessThanOrEqual(16)
          expect(step.at(-1)).toBe(values.length)
          expect(Math.max(...max)).toBe(Math.max(...values))
          expect(Math.min(...min)).toBe(Math.min(...values))
          let before = 0
          step.forEach((last, i) => {
            const own = values.slice(before, last)
            const average = own.reduce((sum, value) => sum + value, 0) / own.length
            expect(mean[i]).toBeCloseTo(average, 3)
            expect(max[i]).toBe(Math.max(...own))
            before = last
          })
        },
      ),
    )
  })

  it('takes a diverged loss for no number, but keeps the numbers beside it', () => {
    const grown = new GrowingCurve(2)
    grown.append(points(1, [NaN, 3, 5, 7]))
    expect([...grown.view().mean]).toEqual([3, 6])
    expect([...grown.view().max]).toEqual([3, 7])
  })

  it('shows a closer look in place of the coarse piece, and the coarse one again', () => {
    const grown = new GrowingCurve()
    grown.replace(curve([10, 20, 30, 40], [1, 2, 3, 4], 40))
    const part = curve([21, 22, 23, 30], [7, 8, 9, 9])
    grown.show({ from: 11, to: 30, part })
    expect([...grown.view().step]).toEqual([10, 21, 22, 23, 30, 40])
    expect([...grown.view().mean]).toEqual([1, 7, 8, 9, 9, 4])
    grown.show(null)
    expect([...grown.view().step]).toEqual([10, 20, 30, 40])
  })

  it('counts its version up with every change', () => {
    const grown = new GrowingCurve()
    const versions = [grown.version]
    grown.replace(curve([1], [1]))
    versions.push(grown.version)
    grown.append(points(2, [2]))
    versions.push(grown.version)
    grown.show({ from: 1, to: 2, part: curve([1], [1]) })
    versions.push(grown.version)
    expect(new Set(versions).size).toBe(4)
  })
})
