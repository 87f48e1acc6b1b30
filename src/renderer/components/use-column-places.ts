import { computed, ref, type Ref } from 'vue'
import { useElementSize, useEventListener } from '@vueuse/core'
import type { DataColumn } from './table'

/** A column as it lies in the table. `style` is the same object until the columns change, so that cells keep it. */
export interface ColumnPlace<Row> {
  column: DataColumn<Row>
  /** From 1, as ARIA counts. */
  index: number
  width: number
  sticky: boolean
  style: { gridColumn: number; left?: string }
}

interface PlaceOptions<Row> {
  /** Columns that are shown, in their order. */
  columns: () => readonly { column: DataColumn<Row>; width: number }[]
  scroller: Readonly<Ref<HTMLElement | null>>
  /** Only columns in view are drawn. */
  windowed: () => boolean
}

/** The scroll position counts in steps of this many pixels; within one nothing is drawn anew. */
const scrollStep = 48
/** Columns this close to the edge are drawn already. */
const margin = 96

/**
 * Where the columns lie, and which of them a row has to draw. With thousands of rows under the scroll wheel it
 * matters that a row draws the five cells in view and not all twenty.
 */
export function useColumnPlaces<Row>({ columns, scroller, windowed }: PlaceOptions<Row>) {
  const { width: viewWidth } = useElementSize(scroller)
  const scrolled = ref(0)
  useEventListener(
    scroller,
    'scroll',
    () => (scrolled.value = Math.floor((scroller.value?.scrollLeft ?? 0) / scrollStep) * scrollStep),
    { passive: true },
  )

  const places = computed(() => {
    const found: ColumnPlace<Row>[] = []
    let left = 0
    for (const { column, width } of columns()) {
      const sticky = Boolean(column.sticky) && found.every((place) => place.sticky)
      const index = found.length + 1
      const style = sticky ? { gridColumn: index, left: `${left}px` } : { gridColumn: index }
      found.push({ column, index, width, sticky, style })
      left += width
    }
    return found
  })
  const tableWidth = computed(() => places.value.reduce((sum, { width }) => sum + width, 0))
  const template = computed(() =>
    places.value
      .map(({ column, width }) => (column.grows ? `minmax(${width}px, 1fr)` : `${width}px`))
      .join(' '),
  )

  const drawn = computed(() => {
    if (!windowed() || viewWidth.value === 0) return places.value
    return placesInView(
      places.value,
      scrolled.value - margin,
      scrolled.value + viewWidth.value + scrollStep + margin,
    )
  })

  return { places, drawn, tableWidth, template }
}

/** The columns that touch the pixels from `from` to `to`, and the sticky ones, which always do. */
export function placesInView<Row>(
  places: readonly ColumnPlace<Row>[],
  from: number,
  to: number,
): ColumnPlace<Row>[] {
  let left = 0
  return places.filter(({ width, sticky }) => {
    const start = left
    left += width
    return sticky || (start < to && left > from)
  })
}
