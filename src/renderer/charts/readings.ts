import { nearestIndex, type LineSeries } from './series'

/** The value of one line at the crosshair. */
export interface Reading {
  series: LineSeries
  x: number
  y: number
  /** Before smoothing; undefined where the line is not smoothed. */
  raw?: number
  low?: number
  high?: number
}

/**
 * The values at `x`: of each line its nearest point, unless that is further from `x` than `reach`. Faint lines (raw
 * values behind smoothed ones) are left out.
 */
export function readingsAt(series: readonly LineSeries[], x: number, reach: number): Reading[] {
  return series.flatMap((line) => {
    if (line.faint) return []
    const at = nearestIndex(line.x, x)
    if (at === -1) return []
    const [pointX, pointY] = [line.x[at]!, line.y[at]!]
    if (Math.abs(pointX - x) > reach || !Number.isFinite(pointY)) return []
    return [
      {
        series: line,
        x: pointX,
        y: pointY,
        raw: line.raw?.[at],
        low: line.band?.min[at],
        high: line.band?.max[at],
      },
    ]
  })
}

/** The point next to `x` on the line with the most points, in the direction of `step` (1 or -1). */
export function neighbourOf(series: readonly LineSeries[], x: number | null, step: number): number | null {
  let longest: LineSeries | null = null
  for (const line of series) if (!longest || line.x.length > longest.x.length) longest = line
  if (!longest || longest.x.length === 0) return null
  if (x === null) return step > 0 ? longest.x[0]! : longest.x[longest.x.length - 1]!
  const at = nearestIndex(longest.x, x)
  return longest.x[Math.max(0, Math.min(longest.x.length - 1, at + step))]!
}
