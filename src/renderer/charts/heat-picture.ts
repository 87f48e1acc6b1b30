import type { ChartTheme } from './theme'

export interface HeatPicture {
  rows: readonly string[]
  columns: readonly string[]
  cells: readonly (readonly { text: string; style?: { background: string; color: string } }[])[]
  width: number
  rowHeight: number
  theme: ChartTheme
}

const namesWidth = 152

/** Draws a heat map as it is on the page, for a picture. */
export function drawHeatMap(canvas: HTMLCanvasElement, scale: number, picture: HeatPicture): void {
  const { rows, columns, cells, width, rowHeight, theme } = picture
  const context = canvas.getContext('2d')!
  const cellWidth = (width - namesWidth) / Math.max(1, columns.length)
  context.scale(scale, scale)
  context.font = `12px ${theme.font}`
  context.textBaseline = 'middle'
  context.fillStyle = theme.muted
  context.textAlign = 'center'
  columns.forEach((name, at) => {
    context.fillText(fitted(context, name, cellWidth - 4), namesWidth + (at + 0.5) * cellWidth, rowHeight / 2)
  })
  cells.forEach((row, at) => {
    const top = (at + 1) * rowHeight
    context.textAlign = 'start'
    context.fillStyle = theme.text
    context.fillText(fitted(context, rows[at] ?? '', namesWidth - 8), 0, top + rowHeight / 2)
    context.textAlign = 'center'
    row.forEach((cell, column) => {
      const left = namesWidth + column * cellWidth
      if (cell.style) {
        context.fillStyle = cell.style.background
        context.fillRect(left + 1, top + 1, cellWidth - 2, rowHeight - 2)
      }
      context.fillStyle = cell.style?.color ?? theme.muted
      context.fillText(fitted(context, cell.text, cellWidth - 4), left + cellWidth / 2, top + rowHeight / 2)
    })
  })
}

function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text
  let length = text.length
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > width) length--
  return `${text.slice(0, length)}…`
}
