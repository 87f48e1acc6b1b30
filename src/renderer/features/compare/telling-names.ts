/** Parts of a default name, and the fold at its end. */
const separator = / · |, (?=fold )/

/**
 * What tells some names apart, for where there is little room: each without the parts that all of them have. A name that
 * has no others stays whole.
 */
export function tellingNames(names: readonly string[]): string[] {
  if (names.length < 2) return [...names]
  const parts = names.map((name) => name.split(separator))
  const common = new Set((parts[0] ?? []).filter((part) => parts.every((other) => other.includes(part))))
  return parts.map((own, at) => own.filter((part) => !common.has(part)).join(' · ') || (names[at] ?? ''))
}
