import { coarsen, joinBuckets, rollUp } from '@core/series/rollup'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../support'

const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 200 })

describe('rollUp', () => {
  it('keeps every point where there are buckets enough', () => {
    expect(rollUp([5, 9], [1, 2], 10)).toEqual([
      { firstStep: 5, lastStep: 5, min: 1, max: 1, mean: 1, count: 1 },
      { firstStep: 9, lastStep: 9, min: 2, max: 2, mean: 2, count: 1 },
    ])
    expect(rollUp([], [], 10)).toEqual([])
  })

  it('loses no extreme and no point', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 50 }), (curve, buckets) => {
        const rolled = rollUp(
          curve.map((_, i) => i),
          curve,
          buckets,
        )
        expect(rolled.length).toBe(Math.min(buckets, curve.length))
        expect(Math.min(...rolled.map((bucket) => bucket.min))).toBe(Math.min(...curve))
        expect(Math.max(...rolled.map((bucket) => bucket.max))).toBe(Math.max(...curve))
        expect(rolled.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(curve.length)
        expect(rolled[0]?.firstStep).toBe(0)
        expect(rolled.at(-1)?.lastStep).toBe(curve.length - 1)
      }),
    )
  })

  it('leaves out what is not finite, and says NaN for a bucket of nothing else', () => {
    const [first, second] = rollUp([0, 1, 2, 3], [NaN, 4, Infinity, NaN], 2)
    expect(first).toEqual({ firstStep: 0, lastStep: 1, min: 4, max: 4, mean: 4, count: 1 })
    expect(second).toEqual({ firstStep: 2, lastStep: 3, min: NaN, max: NaN, mean: NaN, count: 0 })
  })
})

describe('joined buckets', () => {
  it('are what rolling up at once gives', () => {
    fc.assert(
      fc.property(values, (curve) => {
        const steps = curve.map((_, i) => i)
        const joined = joinBuckets(rollUp(steps, curve, 7))
        const [whole] = rollUp(steps, curve, 1)
        expect(joined).toMatchObject({ firstStep: 0, lastStep: curve.length - 1, count: curve.length })
        expect([joined.min, joined.max]).toEqual([whole!.min, whole!.max])
        expectClose(1000 + joined.mean, 1000 + whole!.mean)
      }),
    )
  })

  it('stay NaN where nothing is finite', () => {
    expect(joinBuckets(rollUp([0, 1], [NaN, NaN], 2))).toMatchObject({
      min: NaN,
      max: NaN,
      mean: NaN,
      count: 0,
    })
  })

  it('are coarsened to a limit', () => {
    const buckets = rollUp([0, 1, 2, 3, 4], [1, 5, 2, 0, 7], 5)
    expect(coarsen(buckets, 2).map(({ min, max, count }) => [min, max, count])).toEqual([
      [1, 5, 2],
      [0, 7, 3],
    ])
    expect(coarsen(buckets, 9)).toEqual(buckets)
  })
})
