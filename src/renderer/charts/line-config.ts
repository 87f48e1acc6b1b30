import { axisStyle, groundPlugin, type ChartConfiguration, type Scale } from './chartjs'
import { paintLines } from './paint-lines'
import type { Range } from './ranges'
import type { Extent, LineSeries } from './series'
import type { ChartTheme } from './theme'

/** All that decides how a line chart looks at one moment. */
export interface LineView {
  series: readonly LineSeries[]
  x: Range
  y: Extent
  xLog: boolean
  xWhole: boolean
  yLog: boolean
  xLabel: string
  yLabel: string
  xFormat: (value: number) => string
  yFormat: (value: number) => string
  theme: ChartTheme
}

/** Width of the numbers at the left, fixed, so that the plot does not move when they change. */
const yAxisWidth = 60

/**
 * A Chart.js configuration without datasets: Chart.js draws the axes, we draw the lines (see paint-lines.ts), which
 * costs no more than the chart has pixels. `view` is read at every drawing.
 */
export function lineConfiguration(view: () => LineView): ChartConfiguration<'line'> {
  return {
    type: 'line',
    data: { datasets: [] },
    options: {
      ...lineOptions(view()),
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      events: [],
      layout: { padding: { top: 8, right: 12 } },
    },
    plugins: [
      {
        id: 'lines',
        afterDatasetsDraw(chart) {
          const { series, theme } = view()
          const [x, y] = [chart.scales['x'], chart.scales['y']]
          if (x && y) paintLines(chart.ctx, chart.chartArea, series, x, y, theme)
        },
      },
      groundPlugin(view().theme.surface),
    ],
  }
}

/** The part of the options that changes with the data, the range and the theme. */
export function lineOptions(view: LineView): NonNullable<ChartConfiguration<'line'>['options']> {
  const { theme } = view
  const xStyle = axisStyle(theme, view.xLabel, false)
  const yStyle = axisStyle(theme, view.yLabel, true)
  return {
    scales: {
      x: {
        ...xStyle,
        type: view.xLog ? 'logarithmic' : 'linear',
        min: view.x[0],
        max: view.x[1],
        ticks: {
          ...xStyle.ticks,
          includeBounds: false,
          maxTicksLimit: 9,
          // Within less than two units there would be no tick at all.
          ...(view.xWhole && view.x[1] - view.x[0] >= 2 ? { precision: 0 } : {}),
          callback: view.xLog ? logTickText(view.x[0], view.x[1], view.xFormat) : tickText(view.xFormat),
        },
      },
      y: {
        ...yStyle,
        type: view.yLog ? 'logarithmic' : 'linear',
        min: view.y.min,
        max: view.y.max,
        afterFit: (scale: Scale) => (scale.width = yAxisWidth),
        ticks: {
          ...yStyle.ticks,
          includeBounds: false,
          maxTicksLimit: 7,
          callback: view.yLog ? logTickText(view.y.min, view.y.max, view.yFormat) : tickText(view.yFormat),
        },
      },
    },
  }
}

function tickText(format: (value: number) => string) {
  return (value: number | string): string => format(Number(value))
}

const usualMantissas = [1, 2, 5]
const fewLabels = 3

/**
 * On a log axis 1, 2 and 5 of each decade are written, the lines between them stay; of a range that has hardly one of
 * these, every tick is written.
 */
export function logTickText(min: number, max: number, format: (value: number) => string) {
  let usual = 0
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power++) {
    usual += usualMantissas.filter((m) => m * 10 ** power >= min && m * 10 ** power <= max).length
  }
  return (value: number | string): string | null => {
    const number = Number(value)
    if (usual < fewLabels) return format(number)
    const mantissa = number / 10 ** Math.floor(Math.log10(number) + 1e-9)
    return usualMantissas.some((kept) => Math.abs(mantissa - kept) < 1e-6) ? format(number) : null
  }
}
