/** A number, or numbers with commas between them (`128,64`), as flags and configurations have them; null for anything else. */
export function numbersOf(text: string): number | number[] | null {
  const numbers = text.split(',').map(decimalOf)
  if (numbers.some(Number.isNaN)) return null
  return text.includes(',') ? numbers : (numbers[0] ?? null)
}

/** Decimal numbers alone: neither `0x10` nor nothing. NaN for the rest. */
export function decimalOf(text: string): number {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : NaN
}
