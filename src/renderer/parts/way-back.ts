import { nextTick } from 'vue'
import { useRouter } from 'vue-router'

/** What had the focus when a run's details were opened. */
let opener: HTMLElement | null = null

export function rememberOpener(): void {
  opener = document.activeElement instanceof HTMLElement ? document.activeElement : null
}

/** From a run's details to the workbench, with the focus where it was before, as long as that is still there. */
export function useWayBack(): () => Promise<void> {
  const router = useRouter()
  return async () => {
    await router.push({ name: 'workbench' })
    await nextTick()
    if (opener?.isConnected) opener.focus()
    opener = null
  }
}
