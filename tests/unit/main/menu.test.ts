import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { menuCommands, type MenuCommand } from '@shared/preload-api'
import { menuTemplate } from '../../../src/main/menu'
import { translator } from '../../../src/main/messages'

function items(menu: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return menu.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? items(item.submenu) : [])])
}

function build(
  platform: NodeJS.Platform = 'linux',
  commands: MenuCommand[] = [],
): MenuItemConstructorOptions[] {
  const actions = {
    command: (command: MenuCommand) => void commands.push(command),
    openLogs: () => undefined,
  }
  return items(menuTemplate(translator('en'), actions, platform))
}

describe('menuTemplate', () => {
  it('offers every command of the window, once', () => {
    const commands: MenuCommand[] = []
    for (const item of build('linux', commands)) {
      if (menuCommands.includes(item.id as MenuCommand)) (item.click as unknown as () => void)()
    }
    expect(commands.sort()).toEqual([...menuCommands].sort())
  })

  it('gives no accelerator twice', () => {
    const accelerators = build().flatMap((item) => item.accelerator ?? [])
    expect(accelerators.length).toBeGreaterThan(3)
    expect(new Set(accelerators).size).toBe(accelerators.length)
  })

  it("has the application's menu on macOS", () => {
    expect(build('darwin')[0]).toEqual({ role: 'appMenu' })
    expect(build('linux').map((item) => item.role)).not.toContain('appMenu')
  })
})
