import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { drawNever, drawSoon } from '../../../../src/renderer/charts/drawing-turns'

let frames: FrameRequestCallback[]
let now: number

beforeEach(() => {
  frames = []
  now = 0
  vi.stubGlobal('requestAnimationFrame', (frame: FrameRequestCallback) => frames.push(frame))
  vi.spyOn(performance, 'now').mockImplementation(() => now)
})
afterEach(() => {
  while (frames.length > 0) nextFrame()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function nextFrame(): void {
  for (const frame of frames.splice(0)) frame(now)
}

/** A chart that takes so many milliseconds to draw. */
function chart(milliseconds: number) {
  return vi.fn(() => {
    now += milliseconds
  })
}

describe('drawSoon', () => {
  it('draws once, however often it is asked, and only in a frame', () => {
    const draw = chart(1)
    drawSoon(draw)
    drawSoon(draw)
    expect(draw).not.toHaveBeenCalled()
    nextFrame()
    expect(draw).toHaveBeenCalledTimes(1)
    expect(frames).toEqual([])
  })

  it('lets charts that are slow to draw take turns', () => {
    const charts = [chart(10), chart(10), chart(10)]
    charts.forEach(drawSoon)
    nextFrame()
    expect(charts.map((draw) => draw.mock.calls.length)).toEqual([1, 0, 0])
    drawSoon(charts[0]!)
    nextFrame()
    nextFrame()
    expect(charts.map((draw) => draw.mock.calls.length)).toEqual([1, 1, 1])
    nextFrame()
    expect(charts[0]).toHaveBeenCalledTimes(2)
  })

  it('draws several quick ones in one frame', () => {
    const charts = [chart(1), chart(1), chart(1)]
    charts.forEach(drawSoon)
    nextFrame()
    expect(charts.map((draw) => draw.mock.calls.length)).toEqual([1, 1, 1])
  })

  it('does not draw what was taken back', () => {
    const draw = chart(1)
    drawSoon(draw)
    drawNever(draw)
    nextFrame()
    expect(draw).not.toHaveBeenCalled()
  })
})
