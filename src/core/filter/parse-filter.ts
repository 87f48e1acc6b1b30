/**
 * filter/: the language in which runs are chosen, in the window and on the command line:
 *
 *   loss=focal and gamma>=2 and (balancedAccuracy>0.9 or tag:baseline) and not state=failed
 *
 * A comparison is FIELD OPERATOR VALUE. `=` (or `:`) and `!=` compare whole values without regard to case, `<` `<=`
 * `>` `>=` numbers and days, `~` asks whether a text contains another. Shares may be written as 90%. A word alone asks
 * whether the run's name contains it; conditions side by side must all hold. Values with blanks go in quotes.
 * filterFields.ts has the fields, matchesFilter.ts decides.
 */
import type { FocalError } from '@shared/errors'
import { filterError, type FilterProblem } from './filter-error'
import { filterFields, findFilterField, type FilterField } from './filter-fields'
import { filterTokens, type ComparisonOperator, type FilterToken } from './filter-tokens'

export type Filter =
  | { kind: 'all'; parts: Filter[] }
  | { kind: 'any'; parts: Filter[] }
  | { kind: 'not'; part: Filter }
  | Comparison

export interface Comparison {
  kind: 'comparison'
  field: FilterField
  operator: ComparisonOperator
  /** A number where the field has numbers or times (Unix milliseconds) and the operator compares whole values. */
  value: string | number | boolean
}

/** Deepest nesting of brackets and `not`: more is a mistake, and would end in a stack overflow. */
const deepest = 100

/**
 * Reads a filter expression; an empty one matches every run.
 * @throws FocalError `bad-input` that says at which character, with `details.start` and `details.end`
 */
export function parseFilter(text: string): Filter {
  const parser = new Parser(text)
  return parser.isAtEnd() ? { kind: 'all', parts: [] } : parser.whole()
}

class Parser {
  private readonly tokens: FilterToken[]
  private position = 0
  private depth = 0

  constructor(private readonly text: string) {
    this.tokens = filterTokens(text)
  }

  isAtEnd(): boolean {
    return this.current().kind === 'end'
  }

  whole(): Filter {
    const filter = this.alternatives()
    if (!this.isAtEnd()) throw this.problem('close-bracket')
    return filter
  }

  private alternatives(): Filter {
    const parts = [this.conjunction()]
    while (this.takeWord('or')) parts.push(this.conjunction())
    return parts.length === 1 ? parts[0]! : { kind: 'any', parts }
  }

  private conjunction(): Filter {
    const parts = [this.negation()]
    while (this.takeWord('and') || !this.endsConjunction()) parts.push(this.negation())
    return parts.length === 1 ? parts[0]! : { kind: 'all', parts }
  }

  private endsConjunction(): boolean {
    return ['end', 'close'].includes(this.current().kind) || this.isWord('or')
  }

  private negation(): Filter {
    if (++this.depth > deepest) throw this.problem('too-deep')
    const filter: Filter = this.takeWord('not') ? { kind: 'not', part: this.negation() } : this.operand()
    this.depth--
    return filter
  }

  private operand(): Filter {
    const token = this.current()
    if (token.kind === 'open') return this.bracket(token)
    const next = this.tokens[this.position + 1]
    if (token.kind === 'word' && next?.kind === 'operator') return this.comparison(token, next)
    if (token.kind === 'text' || (token.kind === 'word' && !isReserved(token))) {
      if (token.kind === 'word' && next !== undefined) this.refuseSpelledOperator(token, next)
      this.position++
      return { kind: 'comparison', field: nameField, operator: '~', value: token.text }
    }
    throw token.kind === 'operator'
      ? this.problem('no-field', { operator: token.text })
      : this.problem('no-condition')
  }

  /** `loss in (ce, focal)` would otherwise look for runs whose names have all of these words. */
  private refuseSpelledOperator(name: FilterToken, next: FilterToken): void {
    const field = findFilterField(name.text)
    const isSpelled = next.kind === 'word' && spelledOperators.includes(next.text.toLowerCase())
    if (field === null || !isSpelled) return
    this.fail(next, 'spelled-operator', { word: next.text, name: field.name })
  }

  private bracket(open: FilterToken): Filter {
    this.position++
    const filter = this.alternatives()
    if (this.current().kind !== 'close')
      throw filterError('open-bracket', { text: this.text, start: open.start, end: open.end })
    this.position++
    return filter
  }

  private comparison(name: FilterToken, operatorToken: FilterToken): Comparison {
    const field = findFilterField(name.text)
    if (field === null) this.refuseUnknown(name)
    const operator = operatorToken.text as ComparisonOperator
    this.requireOperator(field, operator, operatorToken)
    this.position += 2
    const value = this.current()
    if (value.kind !== 'word' && value.kind !== 'text') throw this.problem('no-value', { name: field.name })
    this.position++
    return { kind: 'comparison', field, operator, value: this.readValue(field, operator, value) }
  }

  private requireOperator(field: FilterField, operator: ComparisonOperator, token: FilterToken): void {
    if (operator === '~' && field.type !== 'text') this.fail(token, 'not-text', { name: field.name })
    const hasOrder = field.type === 'number' || field.type === 'time' || field === alphaField
    if (hasOrder || !['<', '<=', '>', '>='].includes(operator)) return
    this.fail(token, field.name === 'loss' ? 'no-order-of-losses' : 'no-order', { name: field.name })
  }

  private readValue(
    field: FilterField,
    operator: ComparisonOperator,
    token: FilterToken,
  ): string | number | boolean {
    if (operator === '~') return token.text
    switch (field.type) {
      case 'number':
        return readNumber(token.text) ?? this.fail(token, 'needs-number', { name: field.name })
      case 'time':
        return readTime(token.text) ?? this.fail(token, 'needs-day', { name: field.name })
      case 'boolean':
        return booleans[token.text.toLowerCase()] ?? this.fail(token, 'needs-boolean', { name: field.name })
      case 'text':
        return this.readText(field, operator, token)
    }
  }

  /** Alpha is a scheme or a number. */
  private readText(field: FilterField, operator: ComparisonOperator, token: FilterToken): string | number {
    const figure = field === alphaField ? readNumber(token.text) : null
    if (figure !== null) return figure
    if (operator !== '=' && operator !== '!=')
      return this.fail(token, 'needs-number-after', { name: field.name, operator })
    const isChoice =
      field.choices?.some((choice) => choice.toLowerCase() === token.text.toLowerCase()) ?? true
    if (isChoice) return token.text
    return this.fail(token, 'needs-choice', { name: field.name, choices: field.choices?.join(', ') ?? '' })
  }

  private current(): FilterToken {
    return this.tokens[this.position]!
  }

  private isWord(word: string): boolean {
    return this.current().kind === 'word' && this.current().text.toLowerCase() === word
  }

  private takeWord(word: string): boolean {
    if (!this.isWord(word)) return false
    this.position++
    return true
  }

  private problem(problem: FilterProblem, values?: Record<string, string>): FocalError {
    const { start, end } = this.current()
    return filterError(problem, { text: this.text, start, end }, values)
  }

  private fail({ start, end }: FilterToken, problem: FilterProblem, values: Record<string, string>): never {
    throw filterError(problem, { text: this.text, start, end }, values)
  }

  private refuseUnknown(token: FilterToken): never {
    const name = token.text
    const lower = name.toLowerCase()
    const near = filterFields.find((field) => field.name.toLowerCase().startsWith(lower.slice(0, 3)))
    if (near === undefined) this.fail(token, 'unknown-field', { name })
    this.fail(token, 'unknown-field-near', { name, near: near.name })
  }
}

/** Comparisons as other languages spell them. */
const spelledOperators: readonly string[] = ['in', 'is', 'like', 'contains', 'between', 'equals']

const nameField = findFilterField('name')!
const alphaField = findFilterField('alpha')!
const booleans: Readonly<Record<string, boolean>> = { true: true, yes: true, false: false, no: false }

function isReserved(token: FilterToken): boolean {
  return ['and', 'or', 'not'].includes(token.text.toLowerCase())
}

/** 90% is 0.9. */
function readNumber(text: string): number | null {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(%?)$/i.exec(text)
  if (match === null) return null
  return match[2] === '%' ? Number(match[1]) / 100 : Number(match[1])
}

/** A day (its first moment, local time) or a moment in ISO form. */
function readTime(text: string): number | null {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00`) : Date.parse(text)
  return /^\d{4}-/.test(text) && !Number.isNaN(time) ? time : null
}
