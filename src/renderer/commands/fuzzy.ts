/**
 * How well `query` finds `text`: every word must occur, at the start of a word best, then anywhere, then as
 * letters in order. 0 is no match; higher is better.
 */
export function matchScore(query: string, text: string): number {
  const haystack = text.toLowerCase()
  let total = 0
  for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) {
    const score = wordScore(word, haystack)
    if (score === 0) return 0
    total += score
  }
  return total === 0 ? 1 : total
}

function wordScore(word: string, haystack: string): number {
  const at = haystack.indexOf(word)
  if (at === 0) return 100
  if (at > 0) return /[\s\p{P}]/u.test(haystack[at - 1]!) ? 80 : 50
  let from = 0
  for (const letter of word) {
    const found = haystack.indexOf(letter, from)
    if (found === -1) return 0
    from = found + 1
  }
  return word.length > 1 ? 10 : 0
}
