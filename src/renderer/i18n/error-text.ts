import type { FieldIssue } from '@shared/config/validate'
import type { ErrorShape } from '@shared/errors'
import { fieldLabelKey } from './field-labels'
import { formatNumber } from './format'
import { i18n, translate } from './index'

/**
 * What an error says, in the language in use: the issue of a field, a filter's mistake, or what `details.problem` names.
 * The one place where an error without words of the window keeps the engine's own, which are English.
 */
export function errorText({ code, message, details = {} }: ErrorShape): string {
  if (code === 'engine-lost') return translate('app.engine.callLost')
  if (code === 'busy' && typeof details['milliseconds'] === 'number')
    return translate('app.engine.noAnswer', { seconds: details['milliseconds'] / 1000 })
  const issue = firstIssue(details)
  if (issue !== null) return labelledIssue(issue)
  const problem = typeof details['problem'] === 'string' ? details['problem'] : 'any'
  if (details['field'] === 'filter' && typeof details['start'] === 'number')
    return filterText(problem, details['start'], details) ?? message
  return words(`errors.text.${code}.${problem}`, details) ?? message
}

/** A heading for an error: what kind of thing went wrong. */
export function errorTitle({ code }: ErrorShape): string {
  return translate(`errors.titles.${code}`)
}

/** What is wrong with a field, for saying it beside the field. */
export function issueText({ code, message, values = {} }: FieldIssue): string {
  return words(`errors.field.${code}`, values) ?? message
}

/** The same with the field's label, for saying it elsewhere. */
export function labelledIssue(issue: FieldIssue): string {
  const key = fieldLabelKey(issue.path)
  const label = key === null ? issue.path : translate(key)
  return label === '' ? issueText(issue) : translate('errors.labelled', { label, problem: issueText(issue) })
}

function filterText(problem: string, start: number, details: Record<string, unknown>): string | null {
  const said = words(`errors.filter.${problem}`, details)
  return said && translate('errors.filterAt', { position: start + 1, problem: said })
}

function words(key: string, values: Readonly<Record<string, unknown>>): string | null {
  return i18n.global.te(key) ? translate(key, shown(values)) : null
}

function shown(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, string][] => {
      if (typeof value === 'number') return [[name, formatNumber(value, i18n.global.locale.value, 8)]]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )
}

function firstIssue({ issues }: Record<string, unknown>): FieldIssue | null {
  const [first] = Array.isArray(issues) ? (issues as Partial<FieldIssue>[]) : []
  if (typeof first?.path !== 'string' || typeof first.message !== 'string') return null
  return { code: 'other', ...first, path: first.path, message: first.message }
}
