import { badInput, type FocalError } from '@shared/errors'

type Values = Readonly<Record<string, string>>

/** What can be wrong with a filter, in English; the window has words of its own by the same keys. */
const problems = {
  'stands-alone': ({ character }) => `"${character}" stands alone; write != for "is not".`,
  'open-quote': ({ quote }) => `the quote ${quote} is not closed.`,
  'open-bracket': () => 'this bracket is not closed.',
  'close-bracket': () => 'this bracket was not opened.',
  'too-deep': () => 'this is nested too deeply.',
  'no-field': ({ operator }) => `"${operator}" needs a field before it.`,
  'no-condition': () => 'a condition is missing.',
  'spelled-operator': ({ word, name }) =>
    `"${word}" is no comparison; write ${name}=A or ${name}=B, with = != < <= > >= or ~.`,
  'unknown-field': ({ name }) => `there is no field "${name}".`,
  'unknown-field-near': ({ name, near }) => `there is no field "${name}"; did you mean ${near}?`,
  'no-value': ({ name }) => `a value for ${name} is missing.`,
  'not-text': ({ name }) => `~ looks into texts, and ${name} is none; use =.`,
  'no-order': ({ name }) => `${name} has no order; compare it with = or !=.`,
  'no-order-of-losses': ({ name }) =>
    `${name} has no order (it is the kind of loss; its value is best.loss or valLoss); compare it with = or !=.`,
  'needs-number': ({ name }) => `${name} needs a number.`,
  'needs-number-after': ({ name, operator }) => `${name} needs a number after ${operator}.`,
  'needs-day': ({ name }) => `${name} needs a day, like 2026-01-31.`,
  'needs-boolean': ({ name }) => `${name} is true or false.`,
  'needs-choice': ({ name, choices }) => `${name} is one of ${choices}.`,
} satisfies Record<string, (values: Values) => string>

export type FilterProblem = keyof typeof problems
export const filterProblems = Object.keys(problems) as FilterProblem[]

export interface FilterPlace {
  text: string
  /** Characters of the text, from 0; `end` is one past the last. */
  start: number
  end: number
}

/**
 * An error in a filter expression. `details` has `field`, `problem` with what it names, `start` and `end` (characters, from
 * 0), for a window that marks the place; the message counts from 1.
 */
export function filterError(
  problem: FilterProblem,
  { text, start, end }: FilterPlace,
  values: Values = {},
): FocalError {
  const place = start >= text.length ? 'at the end' : `at character ${start + 1}`
  const message = `The filter, ${place}: ${problems[problem](values)}`
  return badInput(message, { ...values, field: 'filter', problem, start, end })
}
