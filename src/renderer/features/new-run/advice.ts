import type { ConfigWarning } from '@shared/contract/runs'
import type { Formatters } from '../../i18n/format'

/**
 * What advice names, in the digits of the language in use: `share` as a percentage, other numbers to four digits, lists with
 * its separator.
 */
export function adviceValues(
  { values = {} }: ConfigWarning,
  format: Formatters,
  separator = ', ',
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === 'string') return [name, value.split(', ').join(separator)]
      return [name, name === 'share' ? format.percent(value) : format.number(value)]
    }),
  )
}
