import { isNumber } from './numbers'

/**
 * Order of class labels: numbers before texts, numbers by value, texts (and numbers that are equal, as "1" and "1.0")
 * by code point.
 */
export function compareLabels(a: string, b: string): number {
  const aIsNumber = isNumber(a)
  const bIsNumber = isNumber(b)
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1
  if (aIsNumber && Number(a) !== Number(b)) return Number(a) - Number(b)
  return compareCodePoints(a, b)
}

/** UTF-16 order differs from code points beyond U+FFFF. */
function compareCodePoints(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
