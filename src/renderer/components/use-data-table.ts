import { computed, watch, type Ref } from 'vue'
import {
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type Row as TableRow,
  type Updater,
} from '@tanstack/vue-table'
import { isMissing, type DataColumn, type TableLayout } from './table'
import { TextOrder } from './text-order'

const features = tableFeatures({
  rowSortingFeature,
  columnVisibilityFeature,
  columnSizingFeature,
  columnResizingFeature,
  sortedRowModel: createSortedRowModel(),
})
export type DataTableFeatures = typeof features

export interface DataTableOptions<Row extends object> {
  columns: () => readonly DataColumn<Row>[]
  rows: () => readonly Row[]
  rowId: (row: Row) => string
  layout: Ref<TableLayout>
}

/** TanStack Table with our columns; sorting, visibility and widths live in `layout`, which the caller remembers. */
export function useDataTable<Row extends object>({ columns, rows, rowId, layout }: DataTableOptions<Row>) {
  const byId = computed(() => new Map(columns().map((column) => [column.id, column])))

  /** The order of each text column that was sorted by, and for which rows and columns it was learnt. */
  const orders = new Map<string, { order: TextOrder; generation: number }>()
  let generation = 0
  watch([rows, columns], () => generation++, { flush: 'sync' })

  function orderOf(id: string): TextOrder {
    let known = orders.get(id)
    if (!known) orders.set(id, (known = { order: new TextOrder(), generation: -1 }))
    if (known.generation !== generation) {
      const { value } = byId.value.get(id)!
      known.order.learn(rows().map((row) => String(value(row))))
      known.generation = generation
    }
    return known.order
  }

  /** Numbers by size, texts in their natural order; what is missing comes last either way. */
  function compareRows(
    a: TableRow<DataTableFeatures, Row>,
    b: TableRow<DataTableFeatures, Row>,
    id: string,
  ): number {
    const [first, second] = [a.getValue(id), b.getValue(id)]
    if (typeof first === 'number' && typeof second === 'number') return first - second
    return orderOf(id).compare(String(first), String(second))
  }

  const definitions = computed(() =>
    columns().map((column): ColumnDef<DataTableFeatures, Row> => ({
      id: column.id,
      accessorFn: (row) => {
        const value = column.value(row)
        return isMissing(value) ? undefined : value
      },
      header: column.header,
      size: column.width ?? 120,
      minSize: column.minWidth ?? 48,
      maxSize: 900,
      enableSorting: column.sortable !== false,
      enableHiding: column.hideable !== false,
      sortDescFirst: column.descendingFirst ?? false,
      sortUndefined: 'last',
      sortFn: compareRows,
    })),
  )

  const visibility = computed(() =>
    Object.fromEntries(
      columns().map((column) => [column.id, layout.value.visible[column.id] ?? !column.hiddenAtFirst]),
    ),
  )
  const sorting = computed(() => layout.value.sorting.filter((sort) => byId.value.has(sort.id)))

  function change(part: Partial<TableLayout>): void {
    layout.value = { ...layout.value, ...part }
  }

  const table = useTable<DataTableFeatures, Row>({
    features,
    columns: definitions,
    data: computed(() => rows()),
    getRowId: rowId,
    columnResizeMode: 'onChange',
    enableMultiSort: true,
    state: computed(() => ({
      sorting: sorting.value,
      columnVisibility: visibility.value,
      columnSizing: layout.value.widths,
    })),
    onSortingChange: (updater) => change({ sorting: applied(updater, sorting.value) }),
    onColumnVisibilityChange: (updater) => change({ visible: applied(updater, visibility.value) }),
    onColumnSizingChange: (updater) => change({ widths: applied(updater, layout.value.widths) }),
  })

  return { table, byId }
}

function applied<Value>(updater: Updater<Value>, before: Value): Value {
  return typeof updater === 'function' ? (updater as (old: Value) => Value)(before) : updater
}
