const words: Readonly<Record<string, 0 | 1>> = { 0: 0, 1: 1, false: 0, true: 1, no: 0, yes: 1 }

/** 0 or 1 of a text that says so (`0`, `1.0`, `true`, `No`); null of any other. */
export function truthOf(text: string): 0 | 1 | null {
  const word = text.trim().toLowerCase()
  if (Object.hasOwn(words, word)) return words[word] ?? null
  return /^[01]\.0*$/.test(word) ? (Number(word) as 0 | 1) : null
}
