/** What a NumberField reads and writes, apart from the DOM. */

export interface NumberBounds {
  min?: number
  max?: number
  step?: number
  integer?: boolean
}

/** Reads typed text: a point or a comma as the decimal sign, exponents allowed. Null where it is not a number. */
export function parseNumber(text: string): number | null {
  const plain = text.trim().replace(/[\s_]/g, '').replace(',', '.').replace('−', '-')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return null
  const value = Number(plain)
  return Number.isFinite(value) ? value : null
}

/** Writes a number as text that parseNumber reads back exactly. */
export function writeNumber(value: number | null): string {
  return value === null ? '' : String(value)
}

/** What is wrong with typed text: it is no number, no whole number, or out of bounds; null where nothing is. */
export type NumberProblem = 'notANumber' | 'notWhole' | 'outOfBounds'

export function problemOf(
  text: string,
  { min = -Infinity, max = Infinity, integer }: NumberBounds,
): NumberProblem | null {
  const value = parseNumber(text)
  if (value === null) return 'notANumber'
  if (integer && !Number.isInteger(value)) return 'notWhole'
  return value < min || value > max ? 'outOfBounds' : null
}

/** Keeps a number within its bounds, whole where it must be. */
export function clampNumber(
  value: number,
  { min = -Infinity, max = Infinity, integer }: NumberBounds,
): number {
  return Math.min(max, Math.max(min, integer ? Math.round(value) : value))
}

/**
 * The next value up (`count` > 0) or down, on the grid of steps, without floating-point dust: 0.1 + 0.2 is 0.3.
 * Below one step, where the grid would end at the bound, it goes by tenths: 0.001 → 0.0009.
 */
export function stepNumber(value: number, count: number, bounds: NumberBounds): number {
  const step = bounds.step ?? 1
  const fine =
    !bounds.integer && count < 0 && value > 0 && value + count * step < Math.max(bounds.min ?? 0, step / 10)
  const size = fine ? 10 ** Math.floor(Math.log10(value) - 1e-9) : step
  const next = fine ? value - size : Math.round((value + count * step) / step) * step
  return clampNumber(Number(next.toPrecision(12)), bounds)
}

/** A number as ARIA attributes want it: without an exponent. */
export function ariaNumber(value: number | null | undefined): string | undefined {
  if (value === null || value === undefined || !Number.isFinite(value)) return undefined
  return value.toLocaleString('en', { useGrouping: false, maximumFractionDigits: 20 })
}
