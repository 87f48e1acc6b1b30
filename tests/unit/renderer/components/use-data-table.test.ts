import { effectScope, nextTick, shallowRef } from 'vue'
import { describe, expect, it } from 'vitest'
import {
  initialTableLayout,
  isTableLayout,
  type DataColumn,
  type TableLayout,
} from '../../../../src/renderer/components/table'
import { useDataTable } from '../../../../src/renderer/components/use-data-table'

interface Run {
  id: string
  name: string
  accuracy: number | null
}

const columns: DataColumn<Run>[] = [
  { id: 'name', header: 'Name', value: (run) => run.name },
  { id: 'accuracy', header: 'Accuracy', value: (run) => run.accuracy, descendingFirst: true },
  { id: 'id', header: 'Id', value: (run) => run.id, hiddenAtFirst: true },
]

function tableOf(initial: Run[], layout: TableLayout = initialTableLayout) {
  const rows = shallowRef(initial)
  const layoutRef = shallowRef(layout)
  const scope = effectScope()
  const { table } = scope.run(() =>
    useDataTable<Run>({
      columns: () => columns,
      rows: () => rows.value,
      rowId: (run) => run.id,
      layout: layoutRef,
    }),
  )!
  const names = (): string[] => table.getRowModel().rows.map((row) => row.original.name)
  return { table, rows, layout: layoutRef, names }
}

const runs: Run[] = [
  { id: '1', name: 'run 10', accuracy: 0.5 },
  { id: '2', name: 'run 2', accuracy: null },
  { id: '3', name: 'run 1', accuracy: 0.9 },
]

describe('a table of data', () => {
  it('shows rows as they come until it is sorted', () => {
    expect(tableOf(runs).names()).toEqual(['run 10', 'run 2', 'run 1'])
  })

  it('sorts text as people do', () => {
    const { names } = tableOf(runs, { ...initialTableLayout, sorting: [{ id: 'name', desc: false }] })
    expect(names()).toEqual(['run 1', 'run 2', 'run 10'])
  })

  it('has rows without a value last in both directions', async () => {
    const { names, layout } = tableOf(runs, {
      ...initialTableLayout,
      sorting: [{ id: 'accuracy', desc: false }],
    })
    expect(names()).toEqual(['run 10', 'run 1', 'run 2'])
    layout.value = { ...layout.value, sorting: [{ id: 'accuracy', desc: true }] }
    await nextTick()
    expect(names()).toEqual(['run 1', 'run 10', 'run 2'])
  })

  it('writes a click on a header into the layout', async () => {
    const { table, layout, names } = tableOf(runs)
    table.getColumn('accuracy')!.toggleSorting()
    await nextTick()
    expect(layout.value.sorting).toEqual([{ id: 'accuracy', desc: true }])
    expect(names()).toEqual(['run 1', 'run 10', 'run 2'])
  })

  it('hides and shows columns', async () => {
    const { table, layout } = tableOf(runs)
    const shown = (): string[] => table.getHeaderGroups()[0]!.headers.map((header) => header.id)
    expect(shown()).toEqual(['name', 'accuracy'])
    table.getColumn('id')!.toggleVisibility()
    table.getColumn('accuracy')!.toggleVisibility()
    await nextTick()
    expect(shown()).toEqual(['name', 'id'])
    expect(layout.value.visible).toMatchObject({ id: true, accuracy: false })
  })

  it('forgets sorting by a column that is gone', () => {
    const { names } = tableOf(runs, { ...initialTableLayout, sorting: [{ id: 'no longer', desc: true }] })
    expect(names()).toEqual(['run 10', 'run 2', 'run 1'])
  })

  it('follows new rows', async () => {
    const { names, rows } = tableOf(runs)
    rows.value = [...runs, { id: '4', name: 'new', accuracy: 1 }]
    await nextTick()
    expect(names()).toContain('new')
  })

  it('sorts 10,000 rows in less than half a second of processor time', async () => {
    const many = Array.from({ length: 10_000 }, (_, i) => ({
      id: `${i}`,
      name: `run ${i}`,
      accuracy: Math.sin(i),
    }))
    const { names, layout } = tableOf(many)
    const start = process.cpuUsage()
    layout.value = { ...layout.value, sorting: [{ id: 'accuracy', desc: true }] }
    await nextTick()
    const sorted = names()
    const spent = process.cpuUsage(start).user / 1000
    expect(sorted).toHaveLength(10_000)
    expect(sorted[0]).toBe('run 9929')
    expect(spent).toBeLessThan(500)
  })
})

it('a remembered layout of another shape is not taken', () => {
  expect(isTableLayout(initialTableLayout)).toBe(true)
  for (const wrong of [
    null,
    undefined,
    3,
    'x',
    {},
    { sorting: [] },
    { sorting: 1, visible: {}, widths: {} },
  ]) {
    expect(isTableLayout(wrong)).toBe(false)
  }
})
