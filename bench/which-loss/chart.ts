/** The result as a picture for the documentation: means with their intervals, one panel a figure. */
import { figures, valuesOf, type FigureKey, type LossResult } from './report'
import { estimate, isClear, pairedDifference } from './statistics'

const left = 250
const panelWidth = 200
const panelGap = 30
const top = 70
const rowHeight = 24
const width = left + figures.length * (panelWidth + panelGap)

/** An SVG document; the dashed line is the first loss's mean, and hollow points are not clearly different from it. */
export function whichLossChart(results: readonly LossResult[], footnote: string): string {
  const height = top + results.length * rowHeight + 60
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="What each loss does on long-tailed digits">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(16, 26, 'What each loss does on long-tailed digits', 'font-size="16" font-weight="600"'),
    ...results.map(({ name }, r) => text(left - 16, rowY(r) + 4, name, 'text-anchor="end"')),
    ...figures.flatMap(({ key, title }, f) => panel(results, key, title, left + f * (panelWidth + panelGap))),
    text(16, height - 14, footnote, 'fill="#555"'),
    '</svg>',
    '',
  ].join('\n')
}

function panel(results: readonly LossResult[], key: FigureKey, title: string, x: number): string[] {
  const estimates = results.map((result) => estimate(valuesOf(result, key)))
  const low = Math.min(...estimates.map(({ mean, margin }) => mean - (margin ?? 0)))
  const high = Math.max(...estimates.map(({ mean, margin }) => mean + (margin ?? 0)))
  const [from, to] = [Math.max(0, Math.floor(low * 20) / 20), Math.min(1, Math.ceil(high * 20) / 20)]
  const scale = (value: number) => x + (panelWidth * (value - from)) / (to - from)
  const bottom = top + results.length * rowHeight
  const [baseline] = results
  const drawn = estimates.flatMap(({ mean, margin }, r) => {
    const result = results[r]
    if (result === undefined || baseline === undefined) return []
    const isClearlyOther =
      result === baseline || isClear(pairedDifference(valuesOf(result, key), valuesOf(baseline, key)))
    const ends = [scale(mean - (margin ?? 0)), scale(mean + (margin ?? 0))].map((end) => end.toFixed(1))
    return [
      `<line x1="${ends[0]}" x2="${ends[1]}" y1="${rowY(r)}" y2="${rowY(r)}" stroke="#0072b2" stroke-width="2"/>`,
      `<circle cx="${scale(mean).toFixed(1)}" cy="${rowY(r)}" r="4" fill="${isClearlyOther ? '#0072b2' : '#ffffff'}" stroke="#0072b2" stroke-width="1.5"/>`,
    ]
  })
  const reference = scale(estimates[0]?.mean ?? from).toFixed(1)
  return [
    text(x, top - 20, title, 'font-weight="600"'),
    `<line x1="${x}" x2="${x + panelWidth}" y1="${bottom}" y2="${bottom}" stroke="#999"/>`,
    `<line x1="${reference}" x2="${reference}" y1="${top - 8}" y2="${bottom}" stroke="#888" stroke-dasharray="3 3"/>`,
    ...drawn,
    text(x, bottom + 16, `${(100 * from).toFixed(0)} %`, 'font-size="11" fill="#555"'),
    text(
      x + panelWidth,
      bottom + 16,
      `${(100 * to).toFixed(0)} %`,
      'font-size="11" fill="#555" text-anchor="end"',
    ),
  ]
}

function rowY(row: number): number {
  return top + row * rowHeight + rowHeight / 2
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`
}
