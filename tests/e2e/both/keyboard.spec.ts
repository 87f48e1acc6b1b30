import { expect, test, type App } from '../fixtures'
import { WorkbenchPage } from '../pages/workbench-page'

/** Presses Tab until what has the focus has this accessible name. */
async function tabTo(app: App, name: RegExp): Promise<void> {
  for (let step = 0; step < 80; step++) {
    await app.page.keyboard.press('Tab')
    const focused = await app.page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null
      const labels = element instanceof HTMLInputElement ? [...(element.labels ?? [])] : []
      const own = element?.getAttribute('aria-label') ?? labels[0]?.textContent ?? element?.textContent
      return own?.trim() ?? ''
    })
    if (name.test(focused)) return
  }
  throw new Error(`Tab does not lead to ${String(name)}.`)
}

test('the main job, without a mouse', async ({ app }) => {
  test.setTimeout(300_000)
  const { keyboard } = app.page
  const workbench = new WorkbenchPage(app.page)
  await app.ready()

  await keyboard.press('n')
  await expect(app.page).toHaveTitle(/^New run/)
  await tabTo(app, /^Imbalance factor ρ/)
  await keyboard.press('Control+a')
  await keyboard.type('20')
  await tabTo(app, /^Epochs/)
  await keyboard.press('Control+a')
  await keyboard.type('5')
  await tabTo(app, /^Queue cross-entropy and focal/)
  await keyboard.press('Enter')
  await expect(app.page).toHaveTitle(/^Workbench/)
  await workbench.allDone()

  await keyboard.press('Control+k')
  await keyboard.type('Settings')
  await keyboard.press('Enter')
  await expect(app.page).toHaveTitle(/^Settings/)
  await keyboard.press('w')
  await expect(app.page).toHaveTitle(/^Workbench/)

  const grid = workbench.runs.getByRole('grid', { name: 'Runs' })
  const heading = grid.getByRole('button', { name: 'Name', exact: true })
  const width = async (): Promise<number> => (await heading.boundingBox())?.width ?? 0
  const widthBefore = await width()
  await heading.press('Shift+ArrowRight')
  await expect.poll(width).toBeGreaterThan(widthBefore)
  await grid.focus()
  const selected = workbench.runs.locator('[role=row][aria-selected=true]')
  await keyboard.press('Escape')
  await expect(selected).toHaveCount(0)
  await keyboard.press('Home')
  await keyboard.press('Space')
  await expect(selected).toHaveCount(1)
  await keyboard.press('ArrowDown')
  await expect(selected).toHaveCount(1)
  await keyboard.press('Space')
  await expect(selected).toHaveCount(2)
  await keyboard.press('Home')
  await keyboard.press('Escape')
  await keyboard.press('Shift+ArrowDown')
  await expect(selected).toHaveCount(2)

  await tabTo(app, /^Curves$/)
  await keyboard.press('ArrowRight')
  await expect(workbench.middle.getByRole('tab', { name: 'Classes' })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  expect(Object.keys(await workbench.classFigures('Recall'))).toHaveLength(2)

  await grid.focus()
  await keyboard.press('Escape')
  await keyboard.press('Home')
  await keyboard.press('Delete')
  await expect(workbench.rows).toHaveCount(1)
  await expect(app.page.getByText(/^Removed/)).toBeVisible()
  await tabTo(app, /^Undo/)
  await keyboard.press('Enter')
  await expect(workbench.rows).toHaveCount(2)
})

test('? lists the shortcuts, Escape closes, and the focus comes back', async ({ app }) => {
  await app.ready()
  const search = app.page.getByRole('banner').getByRole('button', { name: /^Search or run a command/ })
  await search.focus()
  await app.page.keyboard.press('?')
  const dialog = app.page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(dialog).toBeVisible()
  await expect(dialog).toContainText('New run')
  await expect(dialog).toContainText('Move a waiting run')
  await app.page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(search).toBeFocused()
})

test('a letter in an open list went to another page', async ({ app }) => {
  const { keyboard } = app.page
  await app.ready()
  await keyboard.press('n')
  await expect(app.page).toHaveTitle(/^New run/)
  const loss = app.page.getByRole('combobox', { name: 'Loss', exact: true })
  await loss.focus()
  await keyboard.press('Enter')
  await expect(app.page.getByRole('option', { name: 'Focal loss' })).toBeFocused()
  await keyboard.type('ld') // d alone opens Data
  await expect(app.page.getByRole('option', { name: 'LDAM' })).toBeFocused()
  await keyboard.press('Enter')
  await expect(loss).toHaveText('LDAM')
  await expect(app.page).toHaveTitle(/^New run/)
})
