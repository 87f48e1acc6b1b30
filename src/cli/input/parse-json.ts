/** JSON with places: what JSON.parse reads, and where each value stood, so that an error can name file, line and column. */
import { badInput } from '@shared/errors'

export interface Place {
  /** From 1. */
  line: number
  column: number
}

export interface ParsedJson {
  value: unknown
  /** Place of a member of an object, by its dotted path (`loss.gamma`); null where there is none. */
  placeOf(path: string): Place | null
  /** The first member whose name its object has already, and where; JSON.parse would take the last one silently. */
  repeated: { path: string; place: Place } | null
}

const deepest = 200

/**
 * Parses a JSON text. `source` names it in messages (a file, `stdin`).
 * @throws FocalError `bad-input` that names source, line and column
 */
export function parseJson(text: string, source: string): ParsedJson {
  return new Reader(text.replace(/^\uFEFF/, ''), source).whole()
}

/** `source:line:column`, as editors understand it. */
export function placeText(source: string, place: Place): string {
  return `${source}:${place.line}:${place.column}`
}

class Reader {
  private position = 0
  private readonly path: string[] = []
  /** Where each member starts, in characters. */
  private readonly starts = new Map<string, number>()
  private repeated: { path: string; start: number } | null = null

  constructor(
    private readonly text: string,
    private readonly source: string,
  ) {}

  whole(): ParsedJson {
    this.skipBlanks()
    if (this.position === this.text.length) throw this.problem('is empty; it must hold one JSON value')
    const value = this.value()
    this.skipBlanks()
    if (this.position < this.text.length) throw this.unexpected('nothing more after the JSON value')
    const placeOf = (path: string) => {
      const start = this.starts.get(path)
      return start === undefined ? null : this.placeAt(start)
    }
    const { repeated } = this
    return {
      value,
      placeOf,
      repeated: repeated === null ? null : { path: repeated.path, place: this.placeAt(repeated.start) },
    }
  }

  private value(): unknown {
    if (this.path.length > deepest) throw this.problem('is nested too deeply')
    const character = this.text[this.position]
    if (character === '{') return this.object()
    if (character === '[') return this.array()
    if (character === '"') return this.string()
    return this.literal()
  }

  private object(): Record<string, unknown> {
    const entries: [string, unknown][] = []
    this.position++
    this.skipBlanks()
    while (this.text[this.position] !== '}') {
      if (entries.length > 0) this.comma('}')
      if (this.text[this.position] !== '"') throw this.unexpected('a name in double quotes')
      const start = this.position
      const key = this.string()
      this.path.push(key)
      if (entries.some(([earlier]) => earlier === key)) this.repeated ??= { path: this.path.join('.'), start }
      this.starts.set(this.path.join('.'), start)
      this.skipBlanks()
      if (this.text[this.position] !== ':') throw this.unexpected(`":" after "${key}"`)
      this.position++
      this.skipBlanks()
      entries.push([key, this.value()])
      this.path.pop()
      this.skipBlanks()
    }
    this.position++
    return Object.fromEntries(entries)
  }

  private array(): unknown[] {
    const items: unknown[] = []
    this.position++
    this.skipBlanks()
    while (this.text[this.position] !== ']') {
      if (items.length > 0) this.comma(']')
      this.path.push(String(items.length))
      items.push(this.value())
      this.path.pop()
      this.skipBlanks()
    }
    this.position++
    return items
  }

  private comma(close: string): void {
    if (this.text[this.position] !== ',') throw this.unexpected(`"," or "${close}"`)
    this.position++
    this.skipBlanks()
    if (this.text[this.position] === close) throw this.unexpected('a value after ","')
  }

  private string(): string {
    const start = this.position
    for (let end = start + 1; end < this.text.length; end++) {
      const character = this.text[end]!
      if (character < ' ') break
      if (character === '\\') end++
      else if (character === '"') return this.take(start, end + 1, 'a text with valid escapes') as string
    }
    throw this.problem('has a text without its closing quote', start)
  }

  private literal(): unknown {
    const match = /^[^\s,:[\]{}"]+/.exec(this.text.slice(this.position, this.position + 400))
    if (match === null) throw this.unexpected('a value')
    return this.take(
      this.position,
      this.position + match[0].length,
      'a number, true, false, null, or a text in double quotes',
    )
  }

  /** The text between two positions, read by JSON.parse itself. */
  private take(start: number, end: number, expected: string): unknown {
    try {
      const value: unknown = JSON.parse(this.text.slice(start, end))
      this.position = end
      return value
    } catch {
      throw this.unexpected(expected)
    }
  }

  private skipBlanks(): void {
    while (' \t\r\n'.includes(this.text[this.position] ?? '-')) this.position++
  }

  private unexpected(expected: string): Error {
    const found = /^(?:[\w.+-]+|\S)/.exec(this.text.slice(this.position, this.position + 30))
    return this.problem(
      found === null
        ? `ends where it needs ${expected}`
        : `has ${quoted(found[0])} where it needs ${expected}`,
    )
  }

  private problem(what: string, position = this.position): Error {
    const place = this.placeAt(position)
    return badInput(`${placeText(this.source, place)}: the JSON ${what}.`, { source: this.source, ...place })
  }

  private placeAt(position: number): Place {
    const before = this.text.slice(0, position)
    const line = before.split('\n').length
    return { line, column: position - before.lastIndexOf('\n') }
  }
}

function quoted(text: string): string {
  return text === '"' ? `'"'` : `"${text}"`
}
