import { computed, type Ref } from 'vue'
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
import { compareCells, isMissing, type DataColumn, type TableLayout } from './table'

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

  function compareRows(
    a: TableRow<DataTableFeatures, Row>,
    b: TableRow<DataTableFeatures, Row>,
    id: string,
  ): number {
    return compareCells(a.getValue(id), b.getValue(id))
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
