import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eachPixelColumn, type PixelColumn } from '../../../../src/renderer/charts/decimate'

function columnsOf(y: number[], pixels: number, width = 1): (PixelColumn | null)[] {
  const x = y.map((_, i) => i)
  const columns: (PixelColumn | null)[] = []
  const toPixel = (value: number): number => (value / Math.max(1, y.length - 1)) * pixels
  eachPixelColumn(x, y, 0, y.length, toPixel, width, (column) => columns.push(column && { ...column }))
  return columns
}

describe('eachPixelColumn', () => {
  it('draws no more columns than there are pixels, however many points', () => {
    const y = Array.from({ length: 100_000 }, (_, i) => Math.sin(i))
    expect(columnsOf(y, 500).length).toBeLessThanOrEqual(501)
    expect(columnsOf(y, 500, 2).length).toBeLessThanOrEqual(251)
  })

  it('loses no peak', () => {
    const y = new Array<number>(10_000).fill(0)
    y[4321] = 100
    expect(Math.max(...columnsOf(y, 300).map((column) => column!.max))).toBe(100)
  })

  it('keeps first, last, least and most of every column', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), (y) => {
        const columns = columnsOf(y, 7).map((column) => column!)
        expect(Math.min(...columns.map(({ min }) => min))).toBe(Math.min(...y))
        expect(Math.max(...columns.map(({ max }) => max))).toBe(Math.max(...y))
        expect(columns[0]!.first).toBe(y[0])
        expect(columns.at(-1)!.last).toBe(y.at(-1))
      }),
    )
  })

  it('breaks the line at what is not a number', () => {
    expect(columnsOf([1, NaN, 2], 100).map((column) => column?.first ?? null)).toEqual([1, null, 2])
  })
})
