/** Longest ending that is kept in view. */
const longest = 13

/**
 * What a name ends with that tells it from its neighbours where names are cut: a number behind it (`(2)`, `seed 7`,
 * `fold 3/5`), with the blank before it; empty where it ends otherwise.
 */
export function tellingTail(text: string): string {
  const [tail = ''] = /\s(?:(?:seed|fold) )?\(?\d[\d/.,-]*\)?$/.exec(text) ?? []
  return tail.length <= longest ? tail : ''
}
