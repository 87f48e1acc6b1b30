import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '@shared/preload-api'
import type { Translate } from './messages'

export interface MenuActions {
  /** A command that the window carries out. */
  command(command: MenuCommand): void
  openLogs(): void
}

/** The application's menu. Commands of the window go to the window; the rest are Electron's own roles. */
export function menuTemplate(
  translate: Translate,
  actions: MenuActions,
  platform: NodeJS.Platform,
): MenuItemConstructorOptions[] {
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  const command = (
    label: Parameters<Translate>[0],
    name: MenuCommand,
    accelerator?: string,
  ): MenuItemConstructorOptions => ({
    label: translate(label),
    id: name,
    click: () => actions.command(name),
    ...(accelerator === undefined ? {} : { accelerator }),
  })
  const role = (
    label: Parameters<Translate>[0],
    name: NonNullable<MenuItemConstructorOptions['role']>,
  ): MenuItemConstructorOptions => ({ label: translate(label), role: name })

  return [
    ...(platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    {
      label: translate('menu.file'),
      submenu: [
        command('menu.newRun', 'new-run', 'CmdOrCtrl+N'),
        separator,
        command('menu.settings', 'settings', 'CmdOrCtrl+,'),
        separator,
        role('menu.quit', 'quit'),
      ],
    },
    {
      label: translate('menu.edit'),
      submenu: [
        role('menu.undo', 'undo'),
        role('menu.redo', 'redo'),
        separator,
        role('menu.cut', 'cut'),
        role('menu.copy', 'copy'),
        role('menu.paste', 'paste'),
        role('menu.selectAll', 'selectAll'),
        separator,
        command('menu.find', 'find', 'CmdOrCtrl+F'),
      ],
    },
    {
      label: translate('menu.view'),
      submenu: [
        command('menu.commandPalette', 'command-palette', 'CmdOrCtrl+K'),
        separator,
        role('menu.actualSize', 'resetZoom'),
        role('menu.zoomIn', 'zoomIn'),
        role('menu.zoomOut', 'zoomOut'),
        role('menu.fullScreen', 'togglefullscreen'),
        separator,
        role('menu.developerTools', 'toggleDevTools'),
      ],
    },
    {
      label: translate('menu.help'),
      submenu: [
        command('menu.shortcuts', 'shortcuts'),
        { label: translate('menu.logs'), click: () => actions.openLogs() },
        separator,
        command('menu.about', 'about'),
      ],
    },
  ]
}
