/** The one file that imports Chart.js: only the parts in use, registered once. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartConfiguration,
  type Plugin,
  type Scale,
  type ScaleOptionsByType,
} from 'chart.js'
import type { ChartTheme } from './theme'

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
)

export { Chart }
export type { ChartConfiguration, Plugin, Scale }

/** Looks of an axis, the same in every chart. */
export function axisStyle(theme: ChartTheme, title: string | undefined, gridLines: boolean) {
  return {
    border: { display: !gridLines, color: theme.border },
    grid: { display: gridLines, color: theme.grid, drawTicks: false, tickLength: 0 },
    ticks: {
      color: theme.muted,
      font: { family: theme.font, size: 11 },
      padding: 6,
      maxRotation: 0,
      autoSkipPadding: 16,
    },
    title: {
      display: title !== undefined && title !== '',
      text: title ?? '',
      color: theme.muted,
      font: { family: theme.font, size: 11 },
      padding: { top: 2, bottom: 2 },
    },
  } as const
}

export type AnyScaleOptions = Partial<ScaleOptionsByType<'linear' | 'logarithmic' | 'category'>>

/** Paints the ground, so that a saved picture is not transparent. */
export function groundPlugin(colour: string): Plugin {
  return {
    id: 'ground',
    beforeDraw({ ctx, width, height }) {
      ctx.save()
      ctx.globalCompositeOperation = 'destination-over'
      ctx.fillStyle = colour
      ctx.fillRect(0, 0, width, height)
      ctx.restore()
    },
  }
}
