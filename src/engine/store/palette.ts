import type { Database } from 'better-sqlite3'

/** Slots of the colour-blind-safe palette; the window knows the colour of each (`palette:0` …). */
export const paletteSlots = 12

export const colourQuery = 'SELECT colour, count(*) FROM runs WHERE removed_at IS NULL GROUP BY colour'

/** The palette slot that the fewest live runs use; the lowest of equals. */
export function createColourPicker(database: Database): () => string {
  const countsByColour = database.prepare<[], [string, number]>(colourQuery)
  return () => {
    const counts = new Map(countsByColour.raw().all())
    let least = 0
    for (let slot = 1; slot < paletteSlots; slot++) {
      if (uses(counts, slot) < uses(counts, least)) least = slot
    }
    return `palette:${least}`
  }
}

function uses(counts: Map<string, number>, slot: number): number {
  return counts.get(`palette:${slot}`) ?? 0
}
