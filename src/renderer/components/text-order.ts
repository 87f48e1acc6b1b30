const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Orders texts naturally: run 2 before run 10, whatever the case. */
export function compareTexts(a: string, b: string): number {
  return collator.compare(a, b)
}

/**
 * The natural order of many texts as numbers, so that sorting 10,000 rows compares numbers. Texts that were seen
 * before keep their place among each other, and learning a few new ones is cheap.
 */
export class TextOrder {
  /** Texts in their order; a Map keeps the order in which its keys were set. */
  private ranks = new Map<string, number>()

  /** Must be told every text before it is compared. */
  learn(texts: Iterable<string>): void {
    const unseen = new Set<string>()
    for (const text of texts) if (!this.ranks.has(text)) unseen.add(text)
    if (unseen.size === 0) return
    const all = [...this.ranks.keys(), ...unseen].sort(compareTexts)
    this.ranks = new Map(all.map((text, rank) => [text, rank]))
  }

  compare(a: string, b: string): number {
    return (this.ranks.get(a) ?? -1) - (this.ranks.get(b) ?? -1)
  }
}
