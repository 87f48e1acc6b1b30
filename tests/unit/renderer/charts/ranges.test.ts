import { describe, expect, it } from 'vitest'
import { fullRange, panned, visibleExtent, zoomed } from '../../../../src/renderer/charts/ranges'
import type { LineSeries } from '../../../../src/renderer/charts/series'

function line(x: number[], y: number[], band?: LineSeries['band']): LineSeries {
  return { id: 'a', label: 'a', colour: 'palette:0', x, y, band }
}

describe('fullRange', () => {
  it('holds all series', () => {
    expect(fullRange([line([2, 5], [0, 0]), line([1, 3], [0, 0]), line([], [])], false)).toEqual([1, 5])
  })

  it('is never empty', () => {
    expect(fullRange([], false)).toEqual([0, 1])
    expect(fullRange([line([4], [1])], false)).toEqual([3.5, 4.5])
  })

  it('begins above 0 on a log axis', () => {
    expect(fullRange([line([0, 1, 100], [0, 0, 0])], true)).toEqual([1, 100])
  })
})

describe('visibleExtent', () => {
  it('sees only what is in view, and the band', () => {
    const far = line([0, 1, 2, 3, 4, 50, 51], [1, 1, 1, 1, 1, 900, 900])
    const extent = visibleExtent([far], [0, 3], false)!
    expect(extent.max).toBeLessThan(2)
    const banded = visibleExtent([line([0, 1], [1, 1], { min: [0.2, 0.5], max: [3, 2] })], [0, 1], false)!
    expect(banded.max).toBeGreaterThan(3)
  })

  it('does not go below 0 where no value does', () => {
    expect(visibleExtent([line([0, 1], [0.01, 5])], [0, 1], false)!.min).toBe(0)
  })

  it('has room around a line that is flat', () => {
    const { min, max } = visibleExtent([line([0, 1], [2, 2])], [0, 1], false)!
    expect(min).toBeLessThan(2)
    expect(max).toBeGreaterThan(2)
  })

  it('has nothing to say without values, or without positive ones on a log axis', () => {
    expect(visibleExtent([line([0, 1], [NaN, NaN])], [0, 1], false)).toBeNull()
    expect(visibleExtent([line([0, 1], [0, -1])], [0, 1], true)).toBeNull()
  })
})

describe('zooming', () => {
  it('keeps the centre where it is', () => {
    expect(zoomed([0, 100], 0.5, 20, [0, 100])).toEqual([10, 60])
  })

  it('ends at everything', () => {
    expect(zoomed([10, 60], 4, 30, [0, 100])).toBeNull()
  })

  it('pans no further than there is data', () => {
    expect(panned([10, 30], 0.25, [0, 100])).toEqual([15, 35])
    expect(panned([10, 30], -1, [0, 100])).toEqual([0, 20])
    expect(panned([85, 95], 5, [0, 100])).toEqual([90, 100])
  })
})
