import { onBeforeUnmount, onMounted, shallowRef, watch, type ShallowRef } from 'vue'
import { Chart, type ChartConfiguration } from './chartjs'
import { drawNever, drawSoon } from './drawing-turns'
import { drawOnce, savePicture, type LegendItem } from './png'
import type { ChartTheme } from './theme'

/**
 * A Chart.js chart in a canvas, kept up to date with `configuration`, a function of reactive state. Data are
 * replaced in place; only a change of the theme builds it anew.
 */
export function useChart(
  canvas: Readonly<ShallowRef<HTMLCanvasElement | null>>,
  theme: Readonly<ShallowRef<ChartTheme>>,
  configuration: () => ChartConfiguration,
) {
  const chart = shallowRef<Chart | null>(null)
  /** Counts drawings: read it to follow where things are. */
  const drawings = shallowRef(0)

  function build(): void {
    chart.value?.destroy()
    const made = configuration()
    made.options = { ...made.options, onResize: () => queueMicrotask(() => drawings.value++) }
    chart.value = canvas.value && new Chart(canvas.value, made)
    drawings.value++
  }

  function update(): void {
    const current = chart.value
    if (!current) return
    const next = configuration()
    current.data = next.data
    current.options.scales = next.options?.scales
    current.update('none')
    drawings.value++
  }

  onMounted(build)
  onBeforeUnmount(() => {
    drawNever(update)
    chart.value?.destroy()
    chart.value = null
  })
  watch(configuration, () => drawSoon(update))
  watch(theme, () => chart.value && build())

  function exportPng(name: string, title: string, legend: readonly LegendItem[]): Promise<void> {
    const { width = 640, height = 320 } = chart.value ?? {}
    const draw = (target: HTMLCanvasElement, scale: number): void => drawOnce(target, scale, configuration())
    return savePicture({ name, title, width, height, theme: theme.value, legend, draw })
  }

  return { chart, drawings, exportPng }
}
