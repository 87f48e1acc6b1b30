import { describe, expect, it } from 'vitest'
import {
  dashOf,
  lineOf,
  repeatedColours,
  seriesOf,
  stepRange,
  stepsPerEpoch,
} from '../../../../../../src/renderer/features/compare/curves/curve-lines'
import { GrowingCurve } from '../../../../../../src/renderer/features/compare/curves/growing-curve'

function grown(rolledUp = false): GrowingCurve {
  const curve = new GrowingCurve()
  const step = [5, 10, 15, 20]
  curve.replace({
    step,
    epoch: [1, 1, 2, 2],
    seconds: [0.5, 1, 1.5, 2],
    mean: [4, 2, 2, 0],
    min: [3, 1, 1, -1],
    max: [5, 3, 3, 1],
    points: rolledUp ? 20 : 4,
  })
  return curve
}

describe('lineOf', () => {
  it('draws over step, over time, and over epochs with their fraction', () => {
    const style = { smoothing: 0, stepsPerEpoch: 10 }
    expect([...lineOf(grown(), { ...style, axis: 'step' }).x]).toEqual([5, 10, 15, 20])
    expect([...lineOf(grown(), { ...style, axis: 'time' }).x]).toEqual([0.5, 1, 1.5, 2])
    expect([...lineOf(grown(), { ...style, axis: 'epoch' }).x]).toEqual([0.5, 1, 1.5, 2])
    expect([...lineOf(grown(), { ...style, stepsPerEpoch: null, axis: 'epoch' }).x]).toEqual([1, 1, 2, 2])
  })

  it('keeps the raw values beside the smoothed ones', () => {
    const line = lineOf(grown(), { axis: 'step', smoothing: 0.5, stepsPerEpoch: null })
    expect([...line.raw]).toEqual([4, 2, 2, 0])
    expect(line.y[0]).toBe(4)
    expect(line.y[3]).toBeGreaterThan(0)
  })

  it('is made anew only when curve or style change', () => {
    const curve = grown()
    const style = { axis: 'step', smoothing: 0, stepsPerEpoch: null } as const
    const line = lineOf(curve, style)
    expect(lineOf(curve, style)).toBe(line)
    curve.append({ step: [21], epoch: [3], seconds: [2.1], value: [9] })
    expect(lineOf(curve, style).y).toHaveLength(5)
  })
})

describe('seriesOf', () => {
  const look = {
    id: 'a',
    label: 'A',
    colour: 'palette:0',
    dash: 'solid',
    strong: false,
    banded: true,
  } as const
  const style = { axis: 'step', stepsPerEpoch: null } as const

  it('puts the raw line, faint, behind a smoothed one', () => {
    const series = seriesOf(lineOf(grown(), { ...style, smoothing: 0.6 }), { ...look, smoothing: 0.6 })
    expect(series.map(({ faint }) => faint ?? false)).toEqual([true, false])
    expect(new Set(series.map(({ id }) => id)).size).toBe(2)
    expect([...(series[1]?.raw as Float64Array)]).toEqual([4, 2, 2, 0])
  })

  it('shows the band of a rolled-up curve instead, unless bands are too many', () => {
    const line = lineOf(grown(true), { ...style, smoothing: 0.6 })
    expect(seriesOf(line, { ...look, smoothing: 0.6 })).toMatchObject([{ band: { min: expect.anything() } }])
    const [lone] = seriesOf(line, { ...look, smoothing: 0.6, banded: false })
    expect(lone).not.toHaveProperty('band')
    expect([...(lone?.raw as Float64Array)]).toEqual([4, 2, 2, 0])
  })
})

describe('stepRange', () => {
  it('covers the range that is in view, whole points of it', () => {
    expect(stepRange(grown(), [0.9, 1.6], 'time', null)).toEqual({ fromStep: 5, toStep: 20 })
    expect(stepRange(grown(), [10, 15], 'step', null)).toEqual({ fromStep: 5, toStep: 15 })
    expect(stepRange(new GrowingCurve(), [0, 1], 'step', null)).toBeNull()
  })
})

describe('stepsPerEpoch', () => {
  it('is not known before the run says it', () => {
    expect(stepsPerEpoch({ progress: null })).toBeNull()
    const progress = {
      epoch: 1,
      epochs: 4,
      step: 10,
      steps: 40,
      secondsElapsed: 1,
      secondsLeft: 3,
      examplesPerSecond: 9,
    }
    expect(stepsPerEpoch({ progress })).toBe(10)
  })
})

it('the 13th run, whose colour the first has already, is drawn with dots', () => {
  const runs = Array.from({ length: 13 }, (_, at) => ({ id: `run ${at}`, colour: `palette:${at % 12}` }))
  expect([...repeatedColours(runs)]).toEqual(['run 12'])
  expect([dashOf(false, false), dashOf(true, false)]).toEqual(['solid', 'dashed'])
  expect([dashOf(false, true), dashOf(true, true)]).toEqual(['dotted', 'dashDotted'])
})
