import { resolvedColour } from '../theme/run-colour'
import { axisStyle, type Chart, type ChartConfiguration, type Scale } from './chartjs'
import { paintLines } from './paint-lines'
import type { ChartTheme } from './theme'

/** A curve over the bins, with its own axis. */
export interface HistogramCurve {
  label: string
  colour: string
  x: readonly number[]
  y: readonly number[]
}

export interface HistogramView {
  edges: readonly number[]
  counts: readonly number[]
  xLabel: string
  countLabel: string
  colour: string
  curve?: HistogramCurve
  format: (value: number) => string
  theme: ChartTheme
}

/**
 * Chart.js draws the axes; the bins are drawn by us, each exactly as wide as its edges say, which bars on a linear
 * axis are not. `view` is read at every drawing.
 */
export function histogramConfiguration(view: HistogramView): ChartConfiguration {
  const { theme, edges, counts, curve } = view
  const xStyle = axisStyle(theme, view.xLabel, false)
  const yStyle = axisStyle(theme, view.countLabel, true)
  const curveStyle = axisStyle(theme, curve?.label, false)
  const text = (value: number | string): string => view.format(Number(value))
  return {
    type: 'line',
    data: { datasets: [], histogram: view } as ChartConfiguration['data'],
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      events: [],
      layout: { padding: { top: 8, right: 12 } },
      scales: {
        x: {
          ...xStyle,
          type: 'linear',
          min: edges[0],
          max: edges.at(-1),
          ticks: { ...xStyle.ticks, callback: text },
        },
        y: {
          ...yStyle,
          type: 'linear',
          min: 0,
          max: Math.max(1, ...counts) * 1.06,
          afterFit: (scale: Scale) => (scale.width = 60),
          ticks: { ...yStyle.ticks, includeBounds: false, maxTicksLimit: 6, callback: text },
        },
        ...(curve
          ? {
              curve: {
                ...curveStyle,
                type: 'linear',
                position: 'right',
                min: 0,
                max: Math.max(...curve.y) * 1.06 || 1,
                ticks: { ...curveStyle.ticks, includeBounds: false, maxTicksLimit: 6, callback: text },
              },
            }
          : {}),
      },
    },
    plugins: [{ id: 'bins', afterDatasetsDraw: paint }],
  }
}

function paint(chart: Chart): void {
  const { histogram } = chart.data as { histogram?: HistogramView }
  const { x, y, curve: curveScale } = chart.scales
  if (!histogram || !x || !y) return
  const { edges, counts, curve, theme } = histogram
  const context = chart.ctx
  context.save()
  context.fillStyle = resolvedColour(histogram.colour, theme.styles)
  context.globalAlpha = 0.55
  counts.forEach((count, i) => {
    const [left, right] = [x.getPixelForValue(edges[i]!), x.getPixelForValue(edges[i + 1]!)]
    const top = y.getPixelForValue(count)
    context.fillRect(left + 0.5, top, Math.max(1, right - left - 1), chart.chartArea.bottom - top)
  })
  context.restore()
  if (!curve || !curveScale) return
  const line = { id: 'curve', label: curve.label, colour: curve.colour, x: curve.x, y: curve.y, strong: true }
  paintLines(context, chart.chartArea, [line], x, curveScale, theme)
}
