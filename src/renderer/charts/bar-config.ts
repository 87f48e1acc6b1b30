import type { CellValue } from '../components/table'
import { resolvedColour } from '../theme/run-colour'
import { axisStyle, type ChartConfiguration, type Plugin, type Scale } from './chartjs'
import type { ChartTheme } from './theme'

/** With more groups than this, some go without their name. */
const mostNamedGroups = 60

/** Longest name of a group below its bars; the tooltip has the whole. */
const longestName = 22

/** A name that fits below a bar, shortened in its middle: what it ends with, such as a count, stays. */
export function shortName(name: string): string {
  const letters = [...name]
  if (letters.length <= longestName) return name
  const tail = 8
  return `${letters.slice(0, longestName - tail - 1).join('')}…${letters.slice(-tail).join('')}`
}

/** One bar in every group; `low` and `high` are the ends of its interval. Null is "not defined". */
export interface BarSeries {
  id: string
  label: string
  /** A CSS colour or a run's stored colour. */
  colour: string
  values: readonly (number | null)[]
  low?: readonly (number | null)[]
  high?: readonly (number | null)[]
}

export interface BarView {
  groups: readonly string[]
  series: readonly BarSeries[]
  xLabel?: string
  yLabel?: string
  yMin?: number
  yMax?: number
  yFormat: (value: number) => string
  /** Values stand above their bars, and none but 0 is too low to be seen. */
  counts?: boolean
  theme: ChartTheme
}

export function barConfiguration(view: BarView): ChartConfiguration {
  const { theme, groups, series } = view
  const xStyle = axisStyle(theme, view.xLabel, false)
  const yStyle = axisStyle(theme, view.yLabel, true)
  const highest = Math.max(...series.flatMap(({ high }) => (high ?? []).map((value) => value ?? -Infinity)))
  return {
    type: 'bar',
    data: {
      labels: groups.map(shortName),
      datasets: series.map((bars) => ({
        label: bars.label,
        bars,
        data: bars.values.map((value) => (view.counts && value === 0 ? null : value)),
        minBarLength: view.counts ? 2 : undefined,
        backgroundColor: resolvedColour(bars.colour, theme.styles),
        borderRadius: 2,
        maxBarThickness: 28,
        categoryPercentage: 0.78,
        barPercentage: 0.92,
      })),
    },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      events: [],
      layout: { padding: { top: view.counts ? 16 : 8, right: 12 } },
      scales: {
        // Every class has its name, upright where there is no room: the rare ones stand last and must not be left out.
        x: {
          ...xStyle,
          type: 'category',
          ticks: { ...xStyle.ticks, autoSkip: view.groups.length > mostNamedGroups, maxRotation: 90 },
        },
        y: {
          ...yStyle,
          type: 'linear',
          min: view.yMin,
          max: view.yMax,
          suggestedMax: Number.isFinite(highest) ? highest : undefined,
          afterFit: (scale: Scale) => (scale.width = 60),
          ticks: {
            ...yStyle.ticks,
            maxTicksLimit: 6,
            callback: (value: string | number) => view.yFormat(Number(value)),
          },
        },
      },
    },
    plugins: view.counts ? [countPlugin(view)] : [intervalPlugin(theme)],
  }
}

/** Writes each value above its bar, where it has the room. */
function countPlugin({ yFormat, theme }: BarView): Plugin {
  return {
    id: 'counts',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea } = chart
      const datasets = chart.data.datasets as { bars?: BarSeries }[]
      const groups = chart.data.labels?.length ?? 0
      const room = (chartArea.right - chartArea.left) / Math.max(1, groups * datasets.length)
      ctx.save()
      ctx.font = `10px ${theme.font}`
      ctx.fillStyle = theme.muted
      ctx.textAlign = 'center'
      ctx.textBaseline = 'bottom'
      datasets.forEach(({ bars }, index) => {
        chart.getDatasetMeta(index).data.forEach((bar, at) => {
          const value = bars?.values[at]
          if (value == null) return
          const text = yFormat(value)
          // Of 0 there is no bar to stand on.
          const y = value === 0 ? chartArea.bottom : bar.y
          if (ctx.measureText(text).width <= room) ctx.fillText(text, bar.x, y - 2)
        })
      })
      ctx.restore()
    },
  }
}

/** Draws the intervals as thin lines with ends over the bars, in the text's colour with a halo of the ground's. */
function intervalPlugin(theme: ChartTheme): Plugin {
  return {
    id: 'intervals',
    afterDatasetsDraw(chart) {
      const y = chart.scales['y']
      if (!y) return
      const datasets = chart.data.datasets as { bars?: BarSeries }[]
      datasets.forEach(({ bars }, index) => {
        chart.getDatasetMeta(index).data.forEach((element, at) => {
          const [low, high] = [bars?.low?.[at], bars?.high?.[at]]
          if (low == null || high == null || bars?.values[at] == null) return
          const path = intervalPath(element.x, y.getPixelForValue(low), y.getPixelForValue(high))
          for (const [colour, width] of [
            [theme.surface, 3],
            [theme.text, 1],
          ] as const) {
            chart.ctx.strokeStyle = colour
            chart.ctx.lineWidth = width
            chart.ctx.stroke(path)
          }
        })
      })
    },
  }
}

function intervalPath(x: number, low: number, high: number): Path2D {
  const path = new Path2D()
  path.moveTo(x, low)
  path.lineTo(x, high)
  for (const end of [low, high]) {
    path.moveTo(x - 3, end)
    path.lineTo(x + 3, end)
  }
  return path
}

interface BarWords {
  group: string
  low: string
  high: string
}

/** One row a group, one column a bar (and two for its interval). */
export function barRows(
  groups: readonly string[],
  series: readonly BarSeries[],
  words: BarWords,
): { header: string[]; rows: CellValue[][] } {
  const header = [words.group]
  for (const { label, low, high } of series) {
    header.push(label)
    if (low && high) header.push(`${label} (${words.low})`, `${label} (${words.high})`)
  }
  const rows = groups.map((group, at) => {
    const row: CellValue[] = [group]
    for (const { values, low, high } of series) {
      row.push(values[at])
      if (low && high) row.push(low[at], high[at])
    }
    return row
  })
  return { header, rows }
}
