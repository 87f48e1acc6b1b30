import { saveBlob } from '../components/csv'
import { resolvedColour } from '../theme/run-colour'
import { Chart, type ChartConfiguration } from './chartjs'
import { dashes } from './paint-lines'
import type { Dash } from './series'
import type { ChartTheme } from './theme'

export interface LegendItem {
  label: string
  colour: string
  dash?: Dash
  /** Its key is a square, not a line. */
  bar?: boolean
}

export interface Picture {
  name: string
  title: string
  width: number
  height: number
  theme: ChartTheme
  legend: readonly LegendItem[]
  /** Draws the chart's body into a canvas of width × height at `scale` pixels a CSS pixel. */
  draw: (canvas: HTMLCanvasElement, scale: number) => void
}

const scale = 2
const margin = 16
const titleHeight = 28
const legendLine = 18

/** Saves a chart as a PNG at twice its size, with title, legend and ground. */
export async function savePicture(picture: Picture): Promise<void> {
  const body = document.createElement('canvas')
  body.width = picture.width * scale
  body.height = picture.height * scale
  picture.draw(body, scale)
  const sheet = compose(picture, body)
  const blob = await new Promise<Blob | null>((resolve) => sheet.toBlob(resolve, 'image/png'))
  if (!blob) throw new Error('The picture could not be made.')
  saveBlob(`${picture.name}.png`, blob)
}

/** Draws a Chart.js chart once, without a page around it. */
export function drawOnce(canvas: HTMLCanvasElement, pixels: number, configuration: ChartConfiguration): void {
  canvas.width /= pixels // Chart.js multiplies by devicePixelRatio itself
  canvas.height /= pixels
  const chart = new Chart(canvas, {
    ...configuration,
    options: { ...configuration.options, responsive: false, animation: false, devicePixelRatio: pixels },
  })
  chart.draw()
  const copy = document.createElement('canvas')
  copy.width = canvas.width
  copy.height = canvas.height
  copy.getContext('2d')!.drawImage(canvas, 0, 0)
  chart.destroy() // which empties the canvas
  canvas.width = copy.width
  canvas.height = copy.height
  canvas.getContext('2d')!.drawImage(copy, 0, 0)
}

function compose(picture: Picture, body: HTMLCanvasElement): HTMLCanvasElement {
  const { width, height, theme, legend } = picture
  const sheet = document.createElement('canvas')
  const context = sheet.getContext('2d')!
  context.font = `12px ${theme.font}`
  const lines = legendLines(context, legend, width)
  sheet.width = (width + 2 * margin) * scale
  sheet.height = (height + 2 * margin + titleHeight + lines.length * legendLine) * scale
  context.scale(scale, scale)
  context.fillStyle = theme.surface
  context.fillRect(0, 0, sheet.width, sheet.height)
  context.fillStyle = theme.text
  context.font = `600 14px ${theme.font}`
  context.textBaseline = 'middle'
  context.fillText(picture.title, margin, margin + 8, width)
  context.drawImage(body, margin, margin + titleHeight, width, height)
  lines.forEach((line, row) => {
    const y = margin + titleHeight + height + row * legendLine + legendLine / 2
    for (const { item, x } of line) drawLegendItem(context, item, margin + x, y, theme)
  })
  return sheet
}

interface PlacedItem {
  item: LegendItem
  x: number
}

function legendLines(
  context: CanvasRenderingContext2D,
  legend: readonly LegendItem[],
  width: number,
): PlacedItem[][] {
  const lines: PlacedItem[][] = []
  let x = Infinity
  for (const item of legend) {
    const needed = context.measureText(item.label).width + 40
    if (x + needed > width) {
      lines.push([])
      x = 0
    }
    lines.at(-1)!.push({ item, x })
    x += needed
  }
  return lines
}

function drawLegendItem(
  context: CanvasRenderingContext2D,
  { label, colour, dash, bar }: LegendItem,
  x: number,
  y: number,
  theme: ChartTheme,
): void {
  context.strokeStyle = resolvedColour(colour, theme.styles)
  context.lineWidth = 2
  context.setLineDash(dashes[dash ?? 'solid'])
  context.beginPath()
  context.moveTo(x, y)
  context.lineTo(x + 18, y)
  if (!bar) context.stroke()
  context.setLineDash([])
  context.fillStyle = context.strokeStyle
  if (bar) context.fillRect(x + 4, y - 5, 10, 10)
  context.fillStyle = theme.text
  context.font = `12px ${theme.font}`
  context.fillText(label, x + 24, y)
}
