/** One pixel column of a line: where it enters and leaves, and how far it goes up and down in between. */
export interface PixelColumn {
  x: number
  first: number
  last: number
  min: number
  max: number
}

/**
 * Calls `draw` for every pixel column that has points, in order, so that a line of any length costs no more than
 * the chart is wide and no peak is lost. `null` is a gap.
 * @param from,to index range of the points to draw
 * @param xToPixel maps a value of x to pixels; must not go down
 * @param width pixels to a column
 */
export function eachPixelColumn(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  from: number,
  to: number,
  xToPixel: (value: number) => number,
  width: number,
  draw: (column: PixelColumn | null) => void,
): void {
  let column: PixelColumn | null = null
  let place = NaN
  for (let i = from; i < to; i++) {
    const value = y[i]!
    const position = xToPixel(x[i]!)
    if (!Number.isFinite(value) || !Number.isFinite(position)) {
      if (column) draw(column)
      column = null
      draw(null)
      continue
    }
    if (column && Math.round(position / width) === place) {
      column.last = value
      if (value < column.min) column.min = value
      if (value > column.max) column.max = value
      continue
    }
    if (column) draw(column)
    place = Math.round(position / width)
    column = { x: position, first: value, last: value, min: value, max: value }
  }
  if (column) draw(column)
}
