import { computed, ref, type Ref } from 'vue'
import { panned, zoomed, type Range } from './ranges'

/** An axis as pixels and as values; Chart.js scales are that. */
export interface XScale {
  left: number
  right: number
  getValueForPixel(pixel: number): number | undefined
}

const leastDrag = 6

function valueAt(scale: XScale, pixel: number): number {
  return scale.getValueForPixel(pixel) ?? 0
}

/** Choosing a range of x: by dragging over it, with Ctrl and the wheel, or by keys. `range` null is everything. */
export function useZoom(range: Ref<Range | null>, full: () => Range, scale: () => XScale | null) {
  const drag = ref<{ from: number; to: number } | null>(null)
  const current = computed<Range>(() => range.value ?? full())

  /** The dragged piece in pixels, once it is wide enough to be meant. */
  const dragBox = computed(() => {
    if (!drag.value || Math.abs(drag.value.to - drag.value.from) < leastDrag) return null
    return {
      left: Math.min(drag.value.from, drag.value.to),
      width: Math.abs(drag.value.to - drag.value.from),
    }
  })

  function startDrag(pixel: number): void {
    drag.value = { from: pixel, to: pixel }
  }

  function moveDrag(pixel: number): void {
    const area = scale()
    if (drag.value && area)
      drag.value = { ...drag.value, to: Math.min(area.right, Math.max(area.left, pixel)) }
  }

  function endDrag(): void {
    const [box, area] = [dragBox.value, scale()]
    drag.value = null
    if (box && area) range.value = [valueAt(area, box.left), valueAt(area, box.left + box.width)]
  }

  function zoomAt(pixel: number, factor: number): void {
    const area = scale()
    if (area) range.value = zoomed(current.value, factor, valueAt(area, pixel), full())
  }

  /** True where the key was one of ours. */
  function key(event: KeyboardEvent): boolean {
    const centre = (current.value[0] + current.value[1]) / 2
    if (event.key === '+' || event.key === '=') range.value = zoomed(current.value, 0.5, centre, full())
    else if (event.key === '-') range.value = zoomed(current.value, 2, centre, full())
    else if (event.key === '0') range.value = null
    else if (event.shiftKey && event.key === 'ArrowLeft' && range.value)
      range.value = panned(range.value, -0.25, full())
    else if (event.shiftKey && event.key === 'ArrowRight' && range.value)
      range.value = panned(range.value, 0.25, full())
    else return false
    return true
  }

  return {
    dragBox,
    startDrag,
    moveDrag,
    endDrag,
    cancelDrag: () => (drag.value = null),
    zoomAt,
    key,
  }
}
