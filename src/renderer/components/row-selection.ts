/** How clicks and keys change which rows are selected; the same everywhere rows are selected. */

export interface RowSelection {
  selected: readonly string[]
  /** Where the keyboard is. */
  active: string | null
  /** Where a range that is extended with Shift begins. */
  anchor: string | null
}

export interface SelectionModifiers {
  /** Ctrl or ⌘: adds or takes away one row. */
  toggle: boolean
  /** Shift: from the anchor to this row. */
  extend: boolean
}

/** The selection after a click on `id`, or after it was reached by key. `order` has the ids as they are shown. */
export function selectRow(
  before: RowSelection,
  id: string,
  order: readonly string[],
  { toggle, extend }: SelectionModifiers,
): RowSelection {
  const anchor = before.anchor ?? before.active ?? id
  if (extend) {
    const range = rangeBetween(order, anchor, id)
    const kept = toggle ? before.selected.filter((other) => !range.includes(other)) : []
    return { selected: [...kept, ...range], active: id, anchor }
  }
  if (toggle) {
    const without = before.selected.filter((other) => other !== id)
    const selected = without.length === before.selected.length ? [...without, id] : without
    return { selected, active: id, anchor: id }
  }
  return { selected: [id], active: id, anchor: id }
}

function rangeBetween(order: readonly string[], from: string, to: string): string[] {
  const end = order.indexOf(to)
  const start = order.includes(from) ? order.indexOf(from) : end
  const range = order.slice(Math.min(start, end), Math.max(start, end) + 1)
  return start <= end ? range : range.reverse()
}

/** The row that a key leads to, or null where the key does not move. `page` is the number of rows in view. */
export function rowAfterKey(
  key: string,
  active: string | null,
  order: readonly string[],
  page: number,
): string | null {
  if (order.length === 0) return null
  const at = active === null ? -1 : order.indexOf(active)
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page }
  if (key === 'Home') return order[0]!
  if (key === 'End') return order.at(-1)!
  const step = steps[key]
  if (step === undefined) return null
  if (at === -1) return order[0]!
  return order[Math.min(order.length - 1, Math.max(0, at + step))]!
}
