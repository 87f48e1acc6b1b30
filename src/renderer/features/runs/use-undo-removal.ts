import { useEventListener } from '@vueuse/core'
import { matchesShortcut } from '../../commands/shortcut'
import { useRuns } from '../../stores/runs'

/** Ctrl+Z brings back what was removed last; where a text is written it takes back what was written. */
export function useUndoRemoval(): void {
  const runs = useRuns()
  useEventListener(window, 'keydown', (event) => {
    if (event.defaultPrevented || isText(event.target) || !matchesShortcut(event, 'mod+z')) return
    if (runs.undoRemoval()) event.preventDefault()
  })
}

function isText(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input:not([type="checkbox"]), textarea') !== null
}
