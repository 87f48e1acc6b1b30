import { computed, type Ref } from 'vue'
import { initialTableLayout, isTableLayout, type TableLayout } from '../../components/table'
import { useSettings } from '../../stores/settings'

const pinnedFirst = { id: 'pinned', desc: true }

/** The list's remembered layout, in which pinned runs come before all others, however it is sorted. */
export function usePinnedLayout(anyPinned: Readonly<Ref<boolean>>) {
  const stored = useSettings().remembered<TableLayout>('runs.table', initialTableLayout, isTableLayout)
  return computed<TableLayout>({
    get: () =>
      anyPinned.value ? { ...stored.value, sorting: [pinnedFirst, ...stored.value.sorting] } : stored.value,
    set: (layout) =>
      (stored.value = { ...layout, sorting: layout.sorting.filter(({ id }) => id !== pinnedFirst.id) }),
  })
}
