import { describe, expect, it } from 'vitest'
import { CurveBuffer, extentOf, lowerBound, nearestIndex } from '../../../../src/renderer/charts/series'

describe('CurveBuffer', () => {
  it('grows and keeps what it has', () => {
    const buffer = new CurveBuffer(2)
    for (let i = 0; i < 100; i++) buffer.append([i], [i * 2])
    expect(buffer.length).toBe(100)
    expect(Array.from(buffer.x.slice(-3))).toEqual([97, 98, 99])
    expect(Array.from(buffer.y.slice(0, 3))).toEqual([0, 2, 4])
  })

  it('drops what a resumed run does again', () => {
    const buffer = new CurveBuffer()
    buffer.append([1, 2, 3, 4], [10, 20, 30, 40])
    buffer.append([3, 4, 5], [31, 41, 51])
    expect(Array.from(buffer.x)).toEqual([1, 2, 3, 4, 5])
    expect(Array.from(buffer.y)).toEqual([10, 20, 31, 41, 51])
  })

  it('takes nothing from an empty batch', () => {
    const buffer = new CurveBuffer()
    buffer.append([1], [1])
    buffer.append([], [])
    expect(buffer.length).toBe(1)
  })
})

describe('searching', () => {
  const x = [1, 3, 3, 7]

  it('finds the first index at or above a value', () => {
    expect([0, 1, 2, 3, 5, 7, 8].map((value) => lowerBound(x, value))).toEqual([0, 0, 1, 1, 3, 3, 4])
  })

  it('finds the nearest point', () => {
    expect([-5, 1.9, 2.1, 4.9, 5.1, 99].map((value) => x[nearestIndex(x, value)])).toEqual([1, 1, 3, 3, 7, 7])
    expect(nearestIndex([], 1)).toBe(-1)
  })
})

describe('extentOf', () => {
  it('leaves out what is not finite', () => {
    expect(extentOf([NaN, 2, -1, Infinity])).toEqual({ min: -1, max: 2 })
    expect(extentOf([NaN])).toBeNull()
  })

  it('leaves out what a log axis cannot show', () => {
    expect(extentOf([0, -1, 0.5, 2], 0, 4, true)).toEqual({ min: 0.5, max: 2 })
  })
})
