import { watch } from 'vue'
import { useRoute } from 'vue-router'
import { useSelection } from '../../stores/selection'

/**
 * While a run's details are open it is selected, too. Was it not among the compared runs before, these are compared again
 * afterwards, unless something else was selected meanwhile.
 */
export function useDetailsSelection(): void {
  const route = useRoute()
  const selection = useSelection()
  let before: readonly string[] | null = null
  let opened: string | null = null

  watch(
    () => (route.name === 'details' ? String(route.params['id']) : null),
    (id) => {
      if (id !== null && !selection.ids.includes(id)) {
        before = selection.ids
        opened = id
        selection.set([id])
      } else if (id === null && before !== null) {
        const [only, ...others] = selection.ids
        if (only === opened && others.length === 0 && before.length > 0) selection.set(before)
        before = null
      }
    },
    { immediate: true },
  )
}
