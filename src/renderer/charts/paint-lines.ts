import { resolvedColour } from '../theme/run-colour'
import { eachPixelColumn } from './decimate'
import { lowerBound, type Dash, type LineSeries } from './series'
import type { ChartTheme } from './theme'

/** Maps values to pixels; Chart.js scales are that. */
export interface PixelScale {
  min: number
  max: number
  getPixelForValue(value: number): number
}

export interface PlotArea {
  left: number
  right: number
  top: number
  bottom: number
}

/** Lines with more points than this in view are drawn without dots. */
const mostDots = 24

/** Above this, lines are drawn by columns of two pixels: where nothing is accelerated, stroking is what costs. */
const manyLines = 8

export const dashes: Record<Dash, number[]> = {
  solid: [],
  dashed: [5, 4],
  dotted: [1, 3],
  dashDotted: [6, 3, 1, 3],
}

/** Draws all series: bands first, then faint lines, then the rest, the strong ones on top. */
export function paintLines(
  context: CanvasRenderingContext2D,
  area: PlotArea,
  series: readonly LineSeries[],
  x: PixelScale,
  y: PixelScale,
  theme: ChartTheme,
): void {
  context.save()
  context.beginPath()
  context.rect(area.left, area.top - 1, area.right - area.left, area.bottom - area.top + 2)
  context.clip()
  context.lineJoin = 'bevel'
  const width = series.length > manyLines ? 2 : 1
  for (const line of series) if (line.band) paintBand(context, line, x, y, width, theme)
  for (const line of [...series].sort((a, b) => rank(a) - rank(b)))
    paintLine(context, line, x, y, width, theme)
  context.restore()
}

function rank(line: LineSeries): number {
  return line.faint ? 0 : line.strong ? 2 : 1
}

/** The points in view, and one more at each side, so that lines reach the edges. */
function visibleRange(line: LineSeries, x: PixelScale): [from: number, to: number] {
  return [Math.max(0, lowerBound(line.x, x.min) - 1), Math.min(line.x.length, lowerBound(line.x, x.max) + 2)]
}

function paintLine(
  context: CanvasRenderingContext2D,
  line: LineSeries,
  x: PixelScale,
  y: PixelScale,
  width: number,
  theme: ChartTheme,
): void {
  const [from, to] = visibleRange(line, x)
  context.strokeStyle = resolvedColour(line.colour, theme.styles)
  context.fillStyle = context.strokeStyle
  context.globalAlpha = line.faint ? 0.3 : 1
  context.lineWidth = line.strong ? 2.5 : line.faint || width > 1 ? 1 : 1.5
  context.setLineDash(dashes[line.dash ?? 'solid'])
  context.beginPath()
  let pen = false
  eachPixelColumn(
    line.x,
    line.y,
    from,
    to,
    (value) => x.getPixelForValue(value),
    width,
    (column) => {
      if (column === null) {
        pen = false
        return
      }
      const { first, last, min, max } = column
      if (pen) context.lineTo(column.x, y.getPixelForValue(first))
      else context.moveTo(column.x, y.getPixelForValue(first))
      pen = true
      if (min !== first && min !== last) context.lineTo(column.x, y.getPixelForValue(min))
      if (max !== first && max !== last) context.lineTo(column.x, y.getPixelForValue(max))
      if (last !== first) context.lineTo(column.x, y.getPixelForValue(last))
    },
  )
  context.stroke()
  context.setLineDash([])
  if (!line.faint && to - from <= mostDots) paintDots(context, line, from, to, x, y)
  context.globalAlpha = 1
}

/** With few points each is marked, so that a single one is seen at all. */
function paintDots(
  context: CanvasRenderingContext2D,
  line: LineSeries,
  from: number,
  to: number,
  x: PixelScale,
  y: PixelScale,
): void {
  for (let i = from; i < to; i++) {
    if (!Number.isFinite(line.y[i]!)) continue
    context.beginPath()
    context.arc(x.getPixelForValue(line.x[i]!), y.getPixelForValue(line.y[i]!), 2, 0, 2 * Math.PI)
    context.fill()
  }
}

function paintBand(
  context: CanvasRenderingContext2D,
  line: LineSeries,
  x: PixelScale,
  y: PixelScale,
  width: number,
  theme: ChartTheme,
): void {
  const band = line.band!
  const [from, to] = visibleRange(line, x)
  context.fillStyle = resolvedColour(line.colour, theme.styles)
  context.globalAlpha = 0.16
  context.beginPath()
  const upper: [number, number][] = []
  eachPixelColumn(
    line.x,
    band.max,
    from,
    to,
    (value) => x.getPixelForValue(value),
    width,
    (column) => {
      if (column) upper.push([column.x, y.getPixelForValue(column.max)])
    },
  )
  const lower: [number, number][] = []
  eachPixelColumn(
    line.x,
    band.min,
    from,
    to,
    (value) => x.getPixelForValue(value),
    width,
    (column) => {
      if (column) lower.push([column.x, y.getPixelForValue(column.min)])
    },
  )
  for (const [pixelX, pixelY] of [...upper, ...lower.reverse()]) context.lineTo(pixelX, pixelY)
  context.closePath()
  context.fill()
  context.globalAlpha = 1
}
