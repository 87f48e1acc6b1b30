import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../fixtures'
import { enginePid, isRunning } from '../support/processes'
import { longTailedDigits, queueRun, waitForState } from '../support/runs'

test('quitting leaves nothing running, and the log says what ran', async ({ app }) => {
  await app.ready()
  const engine = enginePid(app.home)
  expect(isRunning(engine)).toBe(true)
  await app.restart()
  expect(isRunning(engine)).toBe(false)
  const log = readFileSync(join(app.home, 'logs', 'electron.log'), 'utf8')
  expect(log).toMatch(/Focal Bench \d+\.\d+\.\d+, Electron \d+\.\d+\.\d+ \([\w-]+\), Node \d+/)
  expect(log).toMatch(/engine: ready, version/)
  expect(log).toMatch(/The engine ended with exit code 0/)
})

test('the window comes back where it was', async ({ app }) => {
  const bounds = { x: 60, y: 40, width: 1011, height: 707 }
  const read = (): Promise<unknown> =>
    app.electron.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())
  await app.electron.electron.evaluate(
    ({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.setBounds(wanted),
    bounds,
  )
  await expect.poll(read).toEqual(bounds)
  await app.restart()
  await expect.poll(read).toEqual(bounds)
})

test('a second start on the same home brings the first window to the front', async ({ app }) => {
  const focused = (): Promise<boolean> =>
    app.electron.electron.evaluate(({ BrowserWindow }) => !BrowserWindow.getAllWindows()[0]?.isMinimized())
  const { executable, args, env } = app.electron.command
  const second = spawn(executable, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  second.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = (await once(second, 'close')) as [number | null]
  expect(code).toBe(0)
  expect(said).toContain('Focal Bench is already open')
  expect(await focused()).toBe(true)
  expect(app.electron.electron.windows()).toHaveLength(1)
})

test('an engine that refuses to start is explained, and tried again on demand', async ({ app }) => {
  await app.ready()
  const database = join(app.home, 'focal-bench.sqlite')
  await app.restart(() =>
    writeFileSync(database, 'this is no database, and it is long enough to be read as one'),
  )
  await expect(app.page.getByRole('heading', { name: 'The engine cannot start' })).toBeVisible()
  rmSync(database)
  await app.page.getByRole('button', { name: 'Try again' }).click()
  await app.ready()
})

test.describe('the menu', () => {
  test('sends its commands to the window', async ({ app }) => {
    await app.ready()
    const click = (id: string): Promise<void> =>
      app.electron.electron.evaluate(({ Menu }, item) => {
        Menu.getApplicationMenu()?.getMenuItemById(item)?.click()
      }, id)
    await click('about')
    await expect(app.page.getByRole('dialog')).toContainText('Electron')
    await app.page.keyboard.press('Escape')
    await click('shortcuts')
    await expect(app.page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
    await app.page.keyboard.press('Escape')
    await click('command-palette')
    await expect(app.page.getByRole('dialog', { name: 'Commands' })).toBeVisible()
    await app.page.keyboard.press('Escape')
    await click('settings')
    await expect(app.page).toHaveTitle(/^Settings/)
    await click('new-run')
    await expect(app.page).toHaveTitle(/^New run/)
  })
})

test.describe('on a Chinese system', () => {
  test.use({ systemLocale: 'zh-CN' })

  test('menu and window speak Chinese', async ({ app }) => {
    await app.ready()
    const labels = await app.electron.electron.evaluate(({ Menu }) =>
      Menu.getApplicationMenu()?.items.map((item) => item.label),
    )
    expect(labels).toEqual(['文件(&F)', '编辑(&E)', '视图(&V)', '帮助(&H)'])
    await expect(app.page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  })
})

test('the end of a run is notified where the window is not in front, and only there', async ({ app }) => {
  await app.ready()
  await app.electron.electron.evaluate(({ BrowserWindow, Notification }) => {
    Object.assign(globalThis, { inFront: true })
    // Neither a desktop nor a window manager is there to ask.
    Notification.isSupported = () => true
    BrowserWindow.getFocusedWindow = () =>
      (globalThis as unknown as { inFront: boolean }).inFront
        ? (BrowserWindow.getAllWindows()[0] ?? null)
        : null
  })
  const notified = (): string[] =>
    readFileSync(join(app.home, 'logs', 'electron.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('notification: '))

  await waitForState(app.home, await queueRun(app.home, 'Watched', longTailedDigits), 'done')
  await expect(app.page.getByText('Nothing is running')).toBeVisible()
  await app.page.waitForTimeout(1000) // what the window has heard, main has heard too
  await app.electron.electron.evaluate(() => Object.assign(globalThis, { inFront: false }))
  await waitForState(app.home, await queueRun(app.home, 'Unwatched', longTailedDigits), 'done')
  await expect.poll(notified).toHaveLength(1)
  expect(notified()[0]).toContain('Unwatched')
})
