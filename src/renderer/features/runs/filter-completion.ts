import { filterFields, findFilterField, type FilterField } from '@core/filter/filter-fields'
import { filterTokens, type FilterToken } from '@core/filter/filter-tokens'

/** What could be written at the caret: replace the text from `from` to `to` with an option's `text`. */
export interface Completion {
  from: number
  to: number
  options: CompletionOption[]
}

export interface CompletionOption {
  text: string
  /** What is shown; the text without the operator that goes with it. */
  label: string
  kind: 'field' | 'value'
}

/** Values that are on record for fields without fixed choices: tags, data sets. */
export type KnownValues = (field: FilterField) => readonly string[]

const mostOptions = 8
const keywords = ['and', 'or', 'not']

/** What may come next at the caret of a filter expression; null where there is nothing to offer. */
export function completeFilter(text: string, caret: number, known: KnownValues): Completion | null {
  const tokens = readTokens(text.slice(0, caret))
  if (tokens === null) return null
  const typed = tokens.at(-1)
  if (!typed || typed.end !== caret) return null
  const before = tokens.at(-2)
  if (typed.kind === 'operator') return completeValue(before, '', caret, caret, known)
  if (typed.kind !== 'word') return null
  if (before?.kind === 'operator') return completeValue(tokens.at(-3), typed.text, typed.start, caret, known)
  return completeField(typed, caret)
}

/** Null while a quote is open: nothing can be offered then. */
function readTokens(text: string): FilterToken[] | null {
  try {
    return filterTokens(text).slice(0, -1)
  } catch {
    return null
  }
}

/**
 * A filter without the condition that it ends with where that has no value yet: `loss=ce gamma>` without `gamma>`. The
 * field's name alone would be looked for in the names of runs.
 */
export function withoutOpenEnd(text: string): string {
  const tokens = readTokens(text)
  if (tokens?.at(-1)?.kind !== 'operator') return text
  const before = text.slice(0, tokens.at(-2)?.start ?? 0)
  return before.replace(/\s(?:and|or|not|\()\s*$/i, '')
}

function completeField(typed: FilterToken, caret: number): Completion | null {
  const fields = matching(typed.text, filterFields, (field) => field.name)
  if (fields.length === 0 || keywords.includes(typed.text.toLowerCase())) return null
  const options = fields.map((field): CompletionOption => {
    return { text: field.name + usualOperator(field), label: field.name, kind: 'field' }
  })
  return { from: typed.start, to: caret, options }
}

/** Figures are asked for by size, everything else by what it is. */
function usualOperator({ name, type }: FilterField): string {
  const isFigure = type === 'number' && /accuracy|f1|loss|entropy/i.test(name)
  return isFigure || type === 'time' ? '>' : '='
}

function completeValue(
  name: FilterToken | undefined,
  typed: string,
  from: number,
  to: number,
  known: KnownValues,
): Completion | null {
  const field = name?.kind === 'word' ? findFilterField(name.text) : null
  if (field === null) return null
  const choices = field.type === 'boolean' ? ['true', 'false'] : (field.choices ?? known(field))
  const options = matching(typed, choices, (choice) => choice)
  if (options.length === 0 || (options.length === 1 && options[0] === typed)) return null
  return { from, to, options: options.map((value) => ({ text: quoted(value), label: value, kind: 'value' })) }
}

/** Those that begin with what was typed before those that contain it. */
function matching<Item>(typed: string, items: readonly Item[], nameOf: (item: Item) => string): Item[] {
  const wanted = typed.toLowerCase()
  const places = items.map((item) => nameOf(item).toLowerCase().indexOf(wanted))
  const first = items.filter((_, at) => places[at] === 0)
  const later = items.filter((_, at) => places[at]! > 0)
  return [...first, ...later].slice(0, mostOptions)
}

/** As a filter reads it: in quotes where it has blanks, brackets or operators. */
function quoted(value: string): string {
  if (!/[\s()"'!<>=~:]/.test(value)) return value
  return value.includes('"') ? `'${value}'` : `"${value}"`
}

/** The text and the caret after an option was taken. */
export function applyCompletion(
  text: string,
  { from, to }: Completion,
  { text: inserted, kind }: CompletionOption,
): { text: string; caret: number } {
  const rest = text.slice(to)
  const gap = kind === 'value' && rest === '' ? ' ' : ''
  return { text: text.slice(0, from) + inserted + gap + rest, caret: from + inserted.length + gap.length }
}
