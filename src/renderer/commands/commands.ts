import { computed, onScopeDispose, shallowRef, toValue, type Component, type MaybeRefOrGetter } from 'vue'
import { useEventListener } from '@vueuse/core'
import { useSettings } from '../stores/settings'
import { useToasts } from '../stores/toasts'
import { isSingleKey, matchesShortcut, takesText } from './shortcut'

/** Something a person can do by the command palette, and by its shortcut where it has one. */
export interface Command {
  id: string
  title: string
  /** Heading in the palette and in the list of shortcuts. */
  section: string
  icon?: Component
  shortcut?: string
  /** More words to find it by. */
  keywords?: string
  disabled?: boolean
  /** Not in the palette (it would do nothing there). */
  hidden?: boolean
  run: () => unknown
}

const sources = shallowRef<readonly (() => readonly Command[])[]>([])

/** All commands that are offered now. */
export const commands = computed(() => sources.value.flatMap((source) => source()))

/** Offers commands for as long as the calling component lives. Give a getter: titles follow the language. */
export function useCommands(offered: MaybeRefOrGetter<readonly Command[]>): void {
  const source = (): readonly Command[] => toValue(offered)
  sources.value = [...sources.value, source]
  onScopeDispose(() => (sources.value = sources.value.filter((other) => other !== source)))
}

/** Runs a command by its id. */
export async function runCommand(id: string): Promise<void> {
  const command = commands.value.find((candidate) => candidate.id === id)
  if (!command || command.disabled) return
  try {
    await command.run()
  } catch (thrown) {
    useToasts().fail(thrown)
  }
}

/** Listens for the shortcuts of all commands. Called once, by the app. */
export function listenForShortcuts(): void {
  const settings = useSettings()
  const singleKeys = settings.remembered('singleKeyShortcuts', true)
  useEventListener(window, 'keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return
    const typing = takesText(event.target)
    const inDialog = document.querySelector('[role="dialog"], [role="alertdialog"]') !== null
    const match = commands.value.find(
      ({ shortcut, disabled }) =>
        shortcut !== undefined &&
        !disabled &&
        matchesShortcut(event, shortcut) &&
        (!isSingleKey(shortcut) || (singleKeys.value && !typing && !inDialog)),
    )
    if (!match) return
    event.preventDefault()
    void runCommand(match.id)
  })
}
