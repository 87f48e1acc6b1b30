import type { CellValue } from '../components/table'
import { extentOf, type LineSeries } from './series'

type Translate = (key: string, named: Record<string, unknown>, count?: number) => string

const mostTold = 12

/** A line chart in words: of each line its first and last value and its extremes, as they were measured. */
export function lineSummary(
  series: readonly LineSeries[],
  t: Translate,
  format: (value: number) => string,
): string {
  const told = series.filter((line) => !line.faint)
  const lines = told.slice(0, mostTold).map((line) => {
    const values = line.raw ?? line.y
    const extent = extentOf(values)
    if (!extent) return t('charts.lineSummaryEmpty', { label: line.label })
    return t('charts.lineSummaryOne', {
      label: line.label,
      first: format(values[0]!),
      last: format(values[values.length - 1]!),
      min: format(extent.min),
      max: format(extent.max),
    })
  })
  return t('charts.lineSummary', { count: told.length, lines: lines.join('. ') }, told.length)
}

interface LineWords {
  series: string
  x: string
  y: string
  /** Heads the column of smoothed values. */
  smoothed: string
  low: string
  high: string
}

/**
 * All points of all lines, one a row, as they were measured; beside them the smoothed values where a line is smoothed,
 * and the ends of the band where there is one.
 */
export function lineRows(
  series: readonly LineSeries[],
  words: LineWords,
): { header: string[]; rows: CellValue[][] } {
  const banded = series.some((line) => line.band)
  const isSmoothed = series.some((line) => line.raw)
  const rows: CellValue[][] = []
  for (const { label, x, y, raw, band, faint } of series) {
    if (faint) continue
    for (let i = 0; i < x.length; i++) {
      const row: CellValue[] = [label, x[i], (raw ?? y)[i]]
      if (isSmoothed) row.push(raw && y[i])
      if (banded) row.push(band?.min[i], band?.max[i])
      rows.push(row)
    }
  }
  const header = [words.series, words.x, words.y]
  if (isSmoothed) header.push(words.smoothed)
  if (banded) header.push(words.low, words.high)
  return { header, rows }
}
