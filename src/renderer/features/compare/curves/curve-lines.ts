import { smooth } from '@core/series/smooth'
import type { RunSummary } from '@shared/domain/run'
import type { Dash, LineSeries } from '../../../charts/series'
import type { GrowingCurve } from './growing-curve'

export const xAxes = ['step', 'epoch', 'time'] as const
export type XAxis = (typeof xAxes)[number]

/** How a curve is turned into lines. */
export interface LineStyle {
  axis: XAxis
  /** Weight of the past in the moving average, 0 to below 1. */
  smoothing: number
  /** Steps of one epoch of the run; null while it is not known. */
  stepsPerEpoch: number | null
}

interface Line {
  x: Float64Array
  /** Smoothed where that was asked for. */
  y: Float64Array
  raw: Float64Array
  band: { min: Float64Array; max: Float64Array } | null
}

interface Kept {
  key: string
  line: Line
}

/** Lines made of curves, kept until the curve or the style changes. */
const kept = new WeakMap<GrowingCurve, Kept>()

export function lineOf(curve: GrowingCurve, style: LineStyle): Line {
  const key = `${curve.version} ${style.axis} ${style.smoothing} ${style.stepsPerEpoch}`
  const before = kept.get(curve)
  if (before?.key === key) return before.line
  const line = makeLine(curve, style)
  kept.set(curve, { key, line })
  return line
}

function makeLine(curve: GrowingCurve, { axis, smoothing, stepsPerEpoch }: LineStyle): Line {
  const { step, epoch, seconds, mean, min, max } = curve.view()
  const x = axis === 'step' ? step : axis === 'time' ? seconds : epochAxis(step, epoch, stepsPerEpoch)
  return {
    x,
    y: smoothing > 0 ? smooth(mean, smoothing) : mean,
    raw: mean,
    band: curve.rolledUp ? { min, max } : null,
  }
}

/** Epochs with their fraction, so that the steps of one do not lie on each other. */
function epochAxis(step: Float64Array, epoch: Float64Array, stepsPerEpoch: number | null): Float64Array {
  return stepsPerEpoch === null ? epoch : step.map((value) => value / stepsPerEpoch)
}

/** Steps of an epoch; null where the run has not said yet. */
export function stepsPerEpoch({ progress }: Pick<RunSummary, 'progress'>): number | null {
  if (!progress || progress.steps === 0 || progress.epochs === 0) return null
  return progress.steps / progress.epochs
}

export interface SeriesStyle {
  id: string
  label: string
  colour: string
  dash: Dash
  strong: boolean
  /** Bands of many lines hide each other. */
  banded: boolean
  smoothing: number
}

/** Runs whose colour a run before them has: there are fewer colours than runs may be compared. */
export function repeatedColours(runs: readonly Pick<RunSummary, 'id' | 'colour'>[]): ReadonlySet<string> {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const { id, colour } of runs) {
    if (seen.has(colour)) repeated.add(id)
    seen.add(colour)
  }
  return repeated
}

/** Validation is drawn through, training dashed; of a run whose colour another has already with dots. */
export function dashOf(isDashed: boolean, isRepeated: boolean): Dash {
  if (isRepeated) return isDashed ? 'dashDotted' : 'dotted'
  return isDashed ? 'dashed' : 'solid'
}

/** A curve as series of a chart: the line, its band where it is rolled up, and behind a smoothed line the raw one. */
export function seriesOf(
  line: Line,
  { id, label, colour, dash, strong, banded, smoothing }: SeriesStyle,
): LineSeries[] {
  const main: LineSeries = { id, label, colour, x: line.x, y: line.y, dash, strong }
  if (smoothing > 0) main.raw = line.raw
  if (line.band && banded) main.band = line.band
  if (smoothing === 0 || line.band) return [main]
  return [{ id: `${id} raw`, label, colour, x: line.x, y: line.raw, faint: true }, main]
}

/** The steps that a range of the x axis covers in one run, from its curve. */
export function stepRange(
  curve: GrowingCurve,
  [from, to]: readonly [number, number],
  axis: XAxis,
  perEpoch: number | null,
): { fromStep: number; toStep: number } | null {
  const { step, epoch, seconds } = curve.view()
  if (step.length === 0) return null
  const x = axis === 'step' ? step : axis === 'time' ? seconds : epochAxis(step, epoch, perEpoch)
  let first = 0
  while (first < x.length - 1 && x[first + 1]! < from) first++
  let last = x.length - 1
  while (last > 0 && x[last - 1]! >= to) last--
  return { fromStep: Math.max(1, Math.floor(step[first]!)), toStep: Math.ceil(step[last]!) }
}
