import type { SortingState } from '@tanstack/vue-table'
import type { MenuEntry } from './menu'

export type CellValue = string | number | boolean | null | undefined

/** A column of a DataTable. `value` sorts and is exported; `text` (or the slot `cell-<id>`) is what is shown. */
export interface DataColumn<Row> {
  id: string
  header: string
  /** A longer name, shown as the header's tooltip and in the list of columns. */
  title?: string
  value: (row: Row) => CellValue
  text?: (row: Row) => string
  /** What the CSV gets where that is not `value`. */
  exported?: (row: Row) => CellValue
  align?: 'start' | 'end'
  /** Width in pixels before a person changes it. */
  width?: number
  minWidth?: number
  sortable?: boolean
  /** False: cannot be hidden. */
  hideable?: boolean
  /** The first click on the header sorts downwards. */
  descendingFirst?: boolean
  /** Takes the width that is left over. */
  grows?: boolean
  /** Not shown until a person asks for it. */
  hiddenAtFirst?: boolean
  /** Stays in view when the table is scrolled sideways; for the first columns only. */
  sticky?: boolean
  /** Its width cannot be changed. */
  fixed?: boolean
}

/** What a person changed about a table; kept with `settings.remembered`. */
export interface TableLayout {
  sorting: SortingState
  /** Columns switched on or off; those not named are as their `hiddenAtFirst` says. */
  visible: Record<string, boolean>
  /** Width in pixels by column. */
  widths: Record<string, number>
}

export const initialTableLayout: TableLayout = { sorting: [], visible: {}, widths: {} }

export function isTableLayout(value: unknown): boolean {
  const layout = value as Partial<TableLayout> | null
  return (
    typeof layout === 'object' &&
    layout !== null &&
    Array.isArray(layout.sorting) &&
    Boolean(layout.visible && layout.widths)
  )
}

export function isMissing(value: CellValue): boolean {
  return value === null || value === undefined || value === '' || Number.isNaN(value)
}

/** What a DataTable offers to its owner: `useTemplateRef<DataTableHandle>('table')`. */
export interface DataTableHandle {
  exportCsv(): void
  /** Brings a row into view and makes it the active one. */
  reveal(id: string): Promise<void>
  /** The columns as menu entries with ticks. */
  columnEntries: readonly MenuEntry[]
  focus(): void
}
