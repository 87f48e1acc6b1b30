import { badInput, type FocalError } from '@shared/errors'

/**
 * An error in a filter expression. `details` has `field`, `start` and `end` (characters, from 0), for a window
 * that marks the place; the message counts from 1.
 */
export function filterError(problem: string, text: string, start: number, end: number): FocalError {
  const place = start >= text.length ? 'at the end' : `at character ${start + 1}`
  const stop = problem.endsWith('?') ? '' : '.'
  return badInput(`The filter, ${place}: ${problem}${stop}`, { field: 'filter', start, end })
}
