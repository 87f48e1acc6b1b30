import type { RunSummary } from '@shared/domain/run'
import type { FieldValue } from './filter-fields'
import type { Comparison, Filter } from './parse-filter'

const dayMilliseconds = 86_400_000

/**
 * Whether a run is among those that a filter asks for. Of a field with several values (tags, layers) one must
 * hold, and `!=` means none is equal. A run that lacks the value holds for `!=` alone.
 */
export function matchesFilter(filter: Filter, run: RunSummary): boolean {
  switch (filter.kind) {
    case 'all':
      return filter.parts.every((part) => matchesFilter(part, run))
    case 'any':
      return filter.parts.some((part) => matchesFilter(part, run))
    case 'not':
      return !matchesFilter(filter.part, run)
    case 'comparison':
      return compares(filter, run)
  }
}

function compares({ field, operator, value }: Comparison, run: RunSummary): boolean {
  const isTime = field.type === 'time'
  const found = field.read(run).filter((candidate) => candidate !== null)
  if (operator === '!=') return !found.some((candidate) => isEqual(candidate, value, isTime))
  return found.some((candidate) => {
    if (operator === '=') return isEqual(candidate, value, isTime)
    if (operator === '~') return contains(candidate, value)
    if (typeof candidate !== 'number' || typeof value !== 'number') return false
    return ordered[operator](candidate, value)
  })
}

const ordered = {
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
}

/** Texts without regard to case; a time equals the day that it lies in. */
function isEqual(candidate: FieldValue, value: string | number | boolean, isTime: boolean): boolean {
  if (typeof candidate === 'string' && typeof value === 'string')
    return candidate.toLowerCase() === value.toLowerCase()
  if (isTime && typeof candidate === 'number' && typeof value === 'number') {
    return candidate >= value && candidate < value + dayMilliseconds
  }
  return candidate === value
}

function contains(candidate: FieldValue, value: string | number | boolean): boolean {
  return typeof candidate === 'string' && candidate.toLowerCase().includes(String(value).toLowerCase())
}
