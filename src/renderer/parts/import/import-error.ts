import { type FocalError } from '@shared/errors'
import { i18n, translate } from '../../i18n'
import { errorText } from '../../i18n/error-text'

/** Longest cell that a message shows. */
const mostCharacters = 60

/**
 * What is wrong with a file, in the language in use: file, line or row, column, and the problem that `details.problem`
 * names. A problem without words of the window keeps the importer's own, which are English and have the place in them.
 */
export function importErrorText(error: FocalError): string {
  const { code, details } = error
  const key = `data.import.problems.${String(details['problem'])}`
  if (code === 'internal' || !i18n.global.te(key)) return errorText(error)
  const said = translate(key, valuesOf(details))
  const place = placeOf(details)
  return place === '' ? said : translate('data.import.at', { place, problem: said })
}

/** `trees.csv, line 7, column "height"`. */
function placeOf(details: Readonly<Record<string, unknown>>): string {
  const { file } = details
  const parts = typeof file === 'string' ? [file] : []
  for (const part of ['line', 'row', 'column'] as const) {
    const value = details[part]
    if (typeof value === 'number' || typeof value === 'string')
      parts.push(translate(`data.import.places.${part}`, { value: String(value) }))
  }
  return parts.join(translate('data.import.placeSeparator'))
}

function valuesOf(details: Readonly<Record<string, unknown>>): Record<string, string> {
  const values: Record<string, string> = { value: '' }
  for (const [name, value] of Object.entries(details)) {
    if (typeof value === 'number') values[name] = String(value)
    else if (typeof value === 'string')
      values[name] = value.length > mostCharacters ? `${value.slice(0, mostCharacters - 1)}…` : value
  }
  return values
}
