/** Reading the values of flags: each error names the flag and what it needs. */
import { alphaSchemes } from '@shared/config/choices'
import { limits, type LimitName, type NumberLimit } from '@shared/config/limits'
import { badInput } from '@shared/errors'
import { decimalOf } from './number-list'

/** A reader of one number within its limit. */
export function numberWithin(flag: string, name: LimitName): (text: string) => number {
  return (text) => readNumber(flag, text, limits[name])
}

/** A reader of numbers with commas between them: `128,64`. */
export function numbersWithin(flag: string, name: LimitName): (text: string) => number[] {
  return (text) => text.split(',').map((part) => readNumber(flag, part, limits[name]))
}

/** A scheme, a number for all classes, or one number a class. */
export function readAlpha(text: string): string | number | number[] {
  const scheme = alphaSchemes.find((candidate) => candidate.toLowerCase() === text.toLowerCase())
  if (scheme !== undefined) return scheme
  if (text.includes(',')) return numbersWithin('--alpha', 'alpha')(text)
  if (!Number.isNaN(decimalOf(text))) return readNumber('--alpha', text, limits.alpha)
  throw badInput(
    `--alpha must be ${alphaSchemes.join(', ')}, a number, or numbers with commas between, not "${text}".`,
    {
      field: '--alpha',
    },
  )
}

/** A reader of one of several words, in whatever case. */
export function choiceOf<Choice extends string>(
  flag: string,
  choices: readonly Choice[],
): (text: string) => Choice {
  return (text) => {
    const choice = choices.find((candidate) => candidate.toLowerCase() === text.toLowerCase())
    if (choice !== undefined) return choice
    throw badInput(`${flag} must be one of ${choices.join(', ')}, not "${text}".`, { field: flag })
  }
}

/** Collects a flag that may be given several times. */
export function collect(value: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), value]
}

function readNumber(flag: string, text: string, limit: NumberLimit): number {
  const value = decimalOf(text)
  const fail = (need: string) =>
    badInput(`${flag} must be ${need}, not ${JSON.stringify(text)}.`, { field: flag })
  if (Number.isNaN(value)) throw fail('a number')
  if (limit.integer && !Number.isInteger(value)) throw fail('a whole number')
  if (value < limit.min) throw fail(`at least ${limit.min}`)
  if (value > limit.max) throw fail(`at most ${limit.max}`)
  return value
}
