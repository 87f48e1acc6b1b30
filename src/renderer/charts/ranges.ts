import { extentOf, lowerBound, type Extent, type LineSeries } from './series'

export type Range = readonly [from: number, to: number]

/** Range of x over all series; [0, 1] where there is nothing. A log axis begins at the smallest positive x. */
export function fullRange(series: readonly LineSeries[], log: boolean): Range {
  let min = Infinity
  let max = -Infinity
  for (const { x } of series) {
    if (x.length === 0) continue
    const from = log ? lowerBound(x, Number.MIN_VALUE) : 0
    if (from < x.length) min = Math.min(min, x[from]!)
    max = Math.max(max, x[x.length - 1]!)
  }
  if (min > max || !Number.isFinite(min)) return [0, 1]
  return min === max ? [min - 0.5, max + 0.5] : [min, max]
}

/** Range of y over what is in view of x, with a little air; null where there is nothing to see. */
export function visibleExtent(series: readonly LineSeries[], [from, to]: Range, log: boolean): Extent | null {
  let total: Extent | null = null
  for (const { x, y, band } of series) {
    const start = Math.max(0, lowerBound(x, from) - 1)
    const end = Math.min(x.length, lowerBound(x, to) + 1)
    for (const values of band ? [y, band.min, band.max] : [y]) {
      const extent = extentOf(values, start, end, log)
      if (extent) {
        total = total
          ? { min: Math.min(total.min, extent.min), max: Math.max(total.max, extent.max) }
          : extent
      }
    }
  }
  return total && withAir(total, log)
}

function withAir({ min, max }: Extent, log: boolean): Extent {
  if (log) return min === max ? { min: min / 2, max: max * 2 } : { min: min / 1.1, max: max * 1.1 }
  const air = min === max ? Math.abs(min) * 0.1 || 0.5 : (max - min) * 0.06
  return { min: min >= 0 ? Math.max(0, min - air) : min - air, max: max + air }
}

/** A range made `factor` times as wide around `centre`, kept within `full`. Null where it is (almost) all of it. */
export function zoomed([from, to]: Range, factor: number, centre: number, full: Range): Range | null {
  const start = Math.max(full[0], centre - (centre - from) * factor)
  const end = Math.min(full[1], centre + (to - centre) * factor)
  return end - start >= (full[1] - full[0]) * 0.999 ? null : [start, end]
}

/** A range moved by a share of its width, kept within `full`. */
export function panned([from, to]: Range, share: number, full: Range): Range {
  const wanted = (to - from) * share
  const shift = Math.max(full[0] - from, Math.min(full[1] - to, wanted))
  return [from + shift, to + shift]
}
