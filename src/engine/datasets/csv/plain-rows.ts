/**
 * The fast way through a CSV file that has no quotes: lines and cells are cut at their separators. It reads what csv-parse
 * would, and leaves off at the first quote, or at a line break of another kind, for csv-parse to go on from there.
 */
const lineFeed = 10
const carriageReturn = 13
const quote = 34
const byteOrderMark = [0xef, 0xbb, 0xbf]

/** A row that was cut: its cells, and the byte where it begins. */
export type OnPlainRow = (cells: string[], start: number) => boolean

export class PlainRows {
  /** Bytes after the last whole row. */
  private rest: Buffer = Buffer.alloc(0)
  /** Where they begin in the file. */
  private restStart = 0
  private isFirst = true

  constructor(
    private readonly delimiter: string,
    private readonly onRow: OnPlainRow,
  ) {}

  /** What is held back because its row is not whole: where it begins, and how long it is. */
  get held(): { start: number; bytes: number } {
    return { start: this.restStart, bytes: this.rest.length }
  }

  /**
   * Takes the next piece.
   * @returns null where all of it was read; otherwise what is left for csv-parse, and where it begins
   */
  write(piece: Buffer): { rest: Buffer; start: number } | null {
    const isFirst = this.isFirst
    this.isFirst = false
    if (isFirst && byteOrderMark.every((byte, i) => piece[i] === byte)) {
      this.restStart = byteOrderMark.length
      return this.write(piece.subarray(byteOrderMark.length))
    }
    const text = this.rest.length === 0 ? piece : Buffer.concat([this.rest, piece])
    const base = this.restStart
    let from = 0
    const isPlain = !piece.includes(quote) && !hasLoneCarriageReturn(text)
    if (isPlain) {
      for (let end = text.indexOf(lineFeed); end >= 0; end = text.indexOf(lineFeed, from)) {
        const start = from
        from = end + 1
        const last = end > start && text[end - 1] === carriageReturn ? end - 1 : end
        if (!this.give(text, start, last, base + start)) break
      }
    }
    this.rest = text.subarray(from)
    this.restStart = base + from
    return isPlain ? null : this.takeRest()
  }

  /** The last line, which no line break ends. */
  end(): void {
    const { rest, start } = this.takeRest()
    const last = rest.at(-1) === carriageReturn ? rest.length - 1 : rest.length
    this.give(rest, 0, last, start)
  }

  /** Hands a row over; blank lines are none. @returns false where no more is wanted */
  private give(text: Buffer, start: number, end: number, place: number): boolean {
    if (end === start) return true
    const cells = this.cut(text, start, end)
    return (cells.length === 1 && cells[0] === '') || this.onRow(cells, place)
  }

  private takeRest(): { rest: Buffer; start: number } {
    const taken = { rest: this.rest, start: this.restStart }
    this.rest = Buffer.alloc(0)
    return taken
  }

  private cut(text: Buffer, start: number, end: number): string[] {
    const cells = text.toString('utf8', start, end).split(this.delimiter)
    for (let k = 0; k < cells.length; k++) {
      const cell = cells[k] ?? ''
      if (isBlank(cell.charCodeAt(0)) || isBlank(cell.charCodeAt(cell.length - 1))) cells[k] = trim(cell)
    }
    return cells
  }
}

/** Tab, line feed, form feed, carriage return and space: what csv-parse trims. */
function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 10 || code === 12 || code === 13
}

function trim(cell: string): string {
  return cell.replace(/^[ \t\n\f\r]+|[ \t\n\f\r]+$/g, '')
}

/** A carriage return that no line feed follows; one at the very end may still get it. */
function hasLoneCarriageReturn(text: Buffer): boolean {
  for (let at = text.indexOf(carriageReturn); at >= 0; at = text.indexOf(carriageReturn, at + 1)) {
    if (at + 1 < text.length && text[at + 1] !== lineFeed) return true
  }
  return false
}
