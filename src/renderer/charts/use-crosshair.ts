import { computed, ref } from 'vue'
import type { Range } from './ranges'
import { neighbourOf, readingsAt } from './readings'
import { crosshairs, type LineSeries } from './series'
import type { useLinePlot } from './use-line-plot'

/** Points further from the crosshair than this share of the range in view are not read. */
const reach = 1 / 20

interface CrosshairOptions {
  series: () => readonly LineSeries[]
  range: () => Range
  /** Charts of one group share their crosshair. */
  group: () => string | undefined
  plot: ReturnType<typeof useLinePlot>
}

/** The vertical line that follows the pointer or the arrow keys, the values at it, and where their dots lie. */
export function useCrosshair({ series, range, group, plot }: CrosshairOptions) {
  const own = ref<number | null>(null)
  /** The pointer or the keyboard is on this chart, not on another one of the group. */
  const isHere = ref(false)

  const at = computed({
    get: () => {
      const name = group()
      return name === undefined ? own.value : (crosshairs.get(name) ?? null)
    },
    set: (x) => {
      const name = group()
      if (name === undefined) own.value = x
      else crosshairs.set(name, x)
    },
  })

  const readings = computed(() => {
    const [from, to] = range()
    if (at.value === null || at.value < from || at.value > to) return []
    return readingsAt(series(), at.value, (to - from) * reach)
  })

  const marks = computed(() => {
    const { width } = plot.area.value
    const scales = plot.scales()
    if (width === 0 || !scales || at.value === null || readings.value.length === 0) return null
    const dots = readings.value.map((reading) => ({
      id: reading.series.id,
      colour: reading.series.colour,
      x: scales.x.getPixelForValue(reading.x),
      y: scales.y.getPixelForValue(reading.y),
    }))
    return { line: scales.x.getPixelForValue(at.value), dots }
  })

  /** To where the pointer is, in pixels from the plot's left edge. */
  function moveTo(pixel: number): void {
    const { left, right } = plot.area.value
    isHere.value = pixel >= left && pixel <= right
    at.value = isHere.value ? (plot.scales()?.x.getValueForPixel(pixel) ?? null) : null
  }

  /** To the next (1) or previous (-1) point. */
  function step(direction: 1 | -1): void {
    at.value = neighbourOf(series(), at.value, direction)
    isHere.value = true
  }

  function leave(): void {
    isHere.value = false
    at.value = null
  }

  return { at, isHere, readings, marks, moveTo, step, leave }
}
