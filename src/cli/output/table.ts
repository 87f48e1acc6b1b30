/** Plain tables for terminals. */

export interface Column {
  title: string
  align?: 'left' | 'right'
  /** Longer texts are cut in their middle, to this many columns of the terminal. */
  most?: number
}

/** Rows under their titles, columns two blanks apart. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) =>
    columns.map((column, c) => shorten(printable(row[c] ?? ''), column.most ?? 60)),
  )
  const widths = columns.map((column, c) =>
    Math.max(...[column.title, ...cells.map((row) => row[c]!)].map(displayWidth)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, c) => {
        const blanks = ' '.repeat(widths[c]! - displayWidth(cell))
        return columns[c]!.align === 'right' ? blanks + cell : cell + blanks
      })
      .join('  ')
      .trimEnd()
  return [line(columns.map((column) => column.title)), ...cells.map(line)].join('\n')
}

/** Without what could move the cursor: names come from files and from other people. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
}

/** Columns that a text takes in a terminal: two for each wide character. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text.normalize('NFC')) {
    if (/\p{M}/u.test(character)) continue
    width += isWide(character.codePointAt(0)!) ? 2 : 1
  }
  return width
}

/** The middle is cut out: names that a command made differ at their ends. */
export function shorten(text: string, most: number): string {
  if (displayWidth(text) <= most) return text
  const characters = [...text]
  const start = fitting(characters, Math.ceil((most - 1) / 2))
  const end = fitting(characters.toReversed(), most - 1 - displayWidth(start.join('')))
  return `${start.join('').trimEnd()}…${end.toReversed().join('').trimStart()}`
}

/** The first characters, as many as fit in so many columns. */
function fitting(characters: readonly string[], columns: number): string[] {
  let width = 0
  const tooWide = characters.findIndex((character) => (width += displayWidth(character)) > columns)
  return tooWide < 0 ? [...characters] : characters.slice(0, tooWide)
}

/** East Asian wide and full-width blocks, and emoji (Unicode Standard Annex 11). */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  )
}
