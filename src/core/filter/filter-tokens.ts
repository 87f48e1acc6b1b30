/** The words of a filter expression, each with its place in the text. */
import { filterError } from './filter-error'

export interface FilterToken {
  kind: 'word' | 'text' | 'operator' | 'open' | 'close' | 'end'
  /** As it was written; a text without its quotes, an operator in its usual spelling. */
  text: string
  /** First character, counted from 0. */
  start: number
  /** One past the last character. */
  end: number
}

export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~'

/** How operators are written, longer spellings first. */
const spellings: readonly [string, ComparisonOperator][] = [
  ['!=', '!='],
  ['>=', '>='],
  ['<=', '<='],
  ['==', '='],
  ['=', '='],
  [':', '='],
  ['>', '>'],
  ['<', '<'],
  ['~', '~'],
]

/** Words end at blanks, brackets, quotes and operators; anything else may stand in one. */
const wordEnd = /[\s()"'!<>=~:]/

/** @throws FocalError `bad-input` for a quote that is not closed, or a lone `!` */
export function filterTokens(text: string): FilterToken[] {
  const tokens: FilterToken[] = []
  let position = 0
  while (position < text.length) {
    const character = text[position]!
    if (/\s/.test(character)) {
      position++
      continue
    }
    const token = readToken(text, position)
    tokens.push(token)
    position = token.end
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length })
  return tokens
}

function readToken(text: string, start: number): FilterToken {
  const character = text[start]!
  if (character === '(') return { kind: 'open', text: character, start, end: start + 1 }
  if (character === ')') return { kind: 'close', text: character, start, end: start + 1 }
  if (character === '"' || character === "'") return readQuoted(text, start, character)
  const spelling = spellings.find(([written]) => text.startsWith(written, start))
  if (spelling !== undefined) {
    return { kind: 'operator', text: spelling[1], start, end: start + spelling[0].length }
  }
  let end = start
  while (end < text.length && !wordEnd.test(text[end]!)) end++
  if (end === start) throw filterError('stands-alone', { text, start, end: start + 1 }, { character })
  return { kind: 'word', text: text.slice(start, end), start, end }
}

function readQuoted(text: string, start: number, quote: string): FilterToken {
  const close = text.indexOf(quote, start + 1)
  if (close < 0) throw filterError('open-quote', { text, start, end: text.length }, { quote })
  return { kind: 'text', text: text.slice(start + 1, close), start, end: close + 1 }
}
