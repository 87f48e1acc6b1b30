import { onBeforeUnmount, onMounted, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { Chart, type Scale } from './chartjs'
import { drawNever, drawSoon } from './drawing-turns'
import { lineConfiguration, lineOptions, type LineView } from './line-config'
import { drawOnce } from './png'
import type { ChartTheme } from './theme'

/** Where the plot lies in its canvas, and the canvas's width, in pixels; all 0 before the first drawing. */
export interface PlottedArea {
  left: number
  right: number
  top: number
  bottom: number
  width: number
}

/**
 * The Chart.js chart behind a LineChart. It is made once and drawn again when `view`, a function of reactive state,
 * changes: any number of changes in one drawing, soon. Only a change of the theme makes it anew.
 */
export function useLinePlot(
  canvas: Readonly<ShallowRef<HTMLCanvasElement | null>>,
  theme: Readonly<Ref<ChartTheme>>,
  view: () => LineView,
) {
  const area = shallowRef<PlottedArea>({ left: 0, right: 0, top: 0, bottom: 0, width: 0 })
  let chart: Chart<'line'> | null = null
  let drawn: LineView

  function build(): void {
    chart?.destroy()
    drawn = view()
    const configuration = lineConfiguration(() => drawn)
    configuration.options!.onResize = () => queueMicrotask(measure)
    chart = new Chart(canvas.value!, configuration)
    measure()
  }

  function redraw(): void {
    drawSoon(draw)
  }

  function draw(): void {
    if (!chart) return
    chart.options.scales = lineOptions(drawn).scales
    chart.update('none')
    measure()
  }

  function measure(): void {
    if (!chart) return
    const { left, right, top, bottom } = chart.chartArea
    area.value = { left, right, top, bottom, width: chart.width }
  }

  /** The axes as they were drawn last. Not reactive: read `area` beside them, which is set at every drawing. */
  function scales(): { x: Scale; y: Scale } | null {
    const { x, y } = chart?.scales ?? {}
    return x && y ? { x, y } : null
  }

  /** Draws what is shown into another canvas, for a picture. */
  function drawInto(target: HTMLCanvasElement, pixels: number): void {
    drawOnce(
      target,
      pixels,
      lineConfiguration(() => drawn),
    )
  }

  onMounted(build)
  onBeforeUnmount(() => {
    drawNever(draw)
    chart?.destroy()
    chart = null
  })
  watch(view, (next) => {
    drawn = next
    redraw()
  })
  watch(theme, () => chart && build())

  return { area, scales, redraw, drawInto }
}
