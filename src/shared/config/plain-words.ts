/**
 * What a schema says of a value it refuses, in our words for every schema that has none of its own. The words go on
 * after the field's name: "loss.gamma must be a number".
 */
import { z } from 'zod'

const expectations: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

/** Units of a limit on how much a value holds; numbers have none. */
const units: Readonly<Record<string, string>> = {
  string: ' characters',
  array: ' items',
  set: ' items',
  file: ' bytes',
}

export function plainWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing'
      return `must be ${expectations[issue.expected] ?? `a value of the kind ${issue.expected}`}`
    case 'too_small':
      return bound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)
    case 'too_big':
      return bound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)
    case 'invalid_value':
      return `must be ${oneOf(issue.values)}`
    case 'invalid_union':
      return Array.isArray(issue['options'])
        ? `must be ${oneOf(issue['options'])}`
        : 'has none of the forms it may have'
    case 'unrecognized_keys':
      return `has no field ${issue.keys.map((key) => `"${key}"`).join(', ')}`
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    default:
      return 'is not valid'
  }
}

function bound(origin: string, comparison: string, limit: number | bigint): string {
  const unit = units[origin]
  if (unit === undefined) return `must be ${comparison} ${limit}`
  return `must have ${comparison} ${limit}${limit === 1 ? unit.replace(/s$/, '') : unit}`
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(', ')}`
}

z.config({ customError: plainWords })
