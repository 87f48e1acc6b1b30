import { createRandom, shuffle, xoshiro128 } from '@core/sampling/random'
import { mean, standardDeviation } from '@core/stats/summary'
import { describe, expect, it } from 'vitest'

describe('xoshiro128**', () => {
  it('gives the reference numbers of its authors from the state 1, 2, 3, 4', () => {
    const next = xoshiro128([1, 2, 3, 4])
    const reference = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849]
    expect(reference.map(() => next())).toEqual(reference)
  })
})

describe('createRandom', () => {
  it('repeats itself for a seed and a purpose, and for nothing else', () => {
    const draw = (seed: number, purpose: string) => {
      const random = createRandom(seed, purpose)
      return Array.from({ length: 4 }, () => random.uint32())
    }
    expect(draw(1, 'split')).toEqual(draw(1, 'split'))
    const streams = [
      draw(1, 'split'),
      draw(2, 'split'),
      draw(1, 'shuffle'),
      draw(257, 'split'),
      draw(1, 'splits'),
    ]
    expect(new Set(streams.flat()).size).toBe(20)
  })

  it('stays the same for ever: runs are repeated by their seeds', () => {
    const random = createRandom(1, 'split')
    expect([random.uint32(), random.uint32()]).toEqual([3624504691, 1734651313])
  })

  it('draws uniform numbers', () => {
    const random = createRandom(7, 'uniform')
    const values = Float64Array.from({ length: 100_000 }, () => random.uniform())
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
    expect(mean(values)).toBeCloseTo(0.5, 2)
    expect(standardDeviation(values)).toBeCloseTo(Math.sqrt(1 / 12), 2)
  })

  it('draws normal numbers', () => {
    const random = createRandom(7, 'normal')
    const values = Float64Array.from({ length: 100_000 }, () => random.normal())
    expect(Math.abs(mean(values))).toBeLessThan(0.015)
    expect(standardDeviation(values)).toBeCloseTo(1, 1)
    const within = values.filter((value) => Math.abs(value) < 1).length / values.length
    expect(within).toBeCloseTo(0.6827, 2)
  })

  it('draws integers below a limit, each as often', () => {
    const random = createRandom(7, 'below')
    const counts = [0, 0, 0, 0, 0, 0, 0]
    for (let i = 0; i < 70_000; i++) counts[random.below(7)]! += 1
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })
})

describe('shuffle', () => {
  it('keeps the elements and reaches every order alike', () => {
    const random = createRandom(7, 'shuffle')
    const orders = new Map<string, number>()
    for (let i = 0; i < 6000; i++) {
      const order = shuffle(['a', 'b', 'c'], random).join('')
      orders.set(order, (orders.get(order) ?? 0) + 1)
    }
    expect([...orders.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })
})
