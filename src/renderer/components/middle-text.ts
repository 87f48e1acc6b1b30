/** Longest ending that is kept in view. */
const longest = 8

/**
 * What a name ends with that tells it from its neighbours where names are cut: a number behind it (`(2)`, `seed 7` and
 * `fold 3/5` without their words), with the blank before it; empty where it ends otherwise.
 */
export function tellingTail(text: string): string {
  const [tail = ''] = /\s\(?\d[\d/.,-]*\)?$/.exec(text) ?? []
  return tail.length <= longest ? tail : ''
}
