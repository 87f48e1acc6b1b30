import type { CellValue } from '../components/table'
import { extentOf, type LineSeries } from './series'

type Translate = (key: string, named: Record<string, unknown>) => string

const mostTold = 12

/** A line chart in words: of each line its first and last value and its extremes. */
export function lineSummary(
  series: readonly LineSeries[],
  t: Translate,
  format: (value: number) => string,
): string {
  const told = series.filter((line) => !line.faint)
  const lines = told.slice(0, mostTold).map((line) => {
    const extent = extentOf(line.y)
    if (!extent) return t('charts.lineSummaryEmpty', { label: line.label })
    return t('charts.lineSummaryOne', {
      label: line.label,
      first: format(line.y[0]!),
      last: format(line.y[line.y.length - 1]!),
      min: format(extent.min),
      max: format(extent.max),
    })
  })
  return t('charts.lineSummary', { count: told.length, lines: lines.join('. ') })
}

interface LineWords {
  series: string
  x: string
  y: string
  low: string
  high: string
}

/** All points of all lines, one a row; with the ends of the band where there is one. */
export function lineRows(
  series: readonly LineSeries[],
  words: LineWords,
): { header: string[]; rows: CellValue[][] } {
  const banded = series.some((line) => line.band)
  const rows: CellValue[][] = []
  for (const { label, x, y, band, faint } of series) {
    if (faint) continue
    for (let i = 0; i < x.length; i++) {
      rows.push(banded ? [label, x[i], y[i], band?.min[i], band?.max[i]] : [label, x[i], y[i]])
    }
  }
  return { header: [words.series, words.x, words.y, ...(banded ? [words.low, words.high] : [])], rows }
}
