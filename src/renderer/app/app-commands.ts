import {
  Database,
  FolderInput,
  Info,
  Keyboard,
  PanelBottom,
  PanelLeft,
  Pause,
  Play,
  Plus,
  Search,
  Settings,
  SunMoon,
} from '@lucide/vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { useQueue } from '../stores/queue'
import { useSettings } from '../stores/settings'
import { useCommands } from '../commands/commands'

export interface ShellActions {
  openPalette(): void
  openShortcuts(): void
  openAbout(): void
  togglePanel(): void
  toggleDock(): void
}

/** The commands that are there on every page. The ids of the first ones are those of Electron's menu. */
export function useAppCommands(actions: ShellActions): void {
  const { t } = useI18n()
  const router = useRouter()
  const queue = useQueue()
  const settings = useSettings()

  useCommands(() => {
    const go = t('app.commands.sections.go')
    const view = t('app.commands.sections.view')
    const queueSection = t('app.commands.sections.queue')
    const help = t('app.commands.sections.help')
    const paused = queue.state?.paused ?? false
    return [
      {
        id: 'new-run',
        title: t('app.commands.newRun'),
        section: go,
        icon: Plus,
        shortcut: 'n',
        run: () => router.push({ name: 'new-run' }),
      },
      {
        id: 'workbench',
        title: t('app.commands.workbench'),
        keywords: t('app.commands.workbenchWords'),
        section: go,
        shortcut: 'w',
        run: () => router.push({ name: 'workbench' }),
      },
      {
        id: 'data',
        title: t('app.commands.data'),
        section: go,
        icon: Database,
        shortcut: 'd',
        run: () => router.push({ name: 'data' }),
      },
      {
        id: 'import',
        title: t('data.importCsv'),
        section: go,
        icon: FolderInput,
        run: () => router.push({ name: 'data', query: { import: 'open' } }),
      },
      {
        id: 'settings',
        title: t('app.commands.settings'),
        section: go,
        icon: Settings,
        shortcut: 'mod+,',
        run: () => router.push({ name: 'settings' }),
      },
      {
        id: 'command-palette',
        title: t('app.commands.palette'),
        section: view,
        icon: Search,
        shortcut: 'mod+k',
        hidden: true,
        run: actions.openPalette,
      },
      {
        id: 'toggle-runs',
        title: t('app.commands.toggleRuns'),
        section: view,
        icon: PanelLeft,
        shortcut: 'mod+b',
        run: actions.togglePanel,
      },
      {
        id: 'toggle-queue',
        title: t('app.commands.toggleQueue'),
        section: view,
        icon: PanelBottom,
        shortcut: 'mod+j',
        run: actions.toggleDock,
      },
      {
        id: 'theme',
        title: t(settings.dark ? 'app.topBar.useLight' : 'app.topBar.useDark'),
        section: view,
        icon: SunMoon,
        run: () => settings.change({ theme: settings.dark ? 'light' : 'dark' }),
      },
      {
        id: 'queue-pause',
        title: t(paused ? 'queue.resume' : 'queue.pause'),
        section: queueSection,
        icon: paused ? Play : Pause,
        run: () => (paused ? queue.resume() : queue.pause()),
      },
      {
        id: 'shortcuts',
        title: t('app.commands.shortcuts'),
        section: help,
        icon: Keyboard,
        shortcut: '?',
        run: actions.openShortcuts,
      },
      { id: 'about', title: t('app.commands.about'), section: help, icon: Info, run: actions.openAbout },
    ]
  })
}
