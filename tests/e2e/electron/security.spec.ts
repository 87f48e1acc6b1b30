import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, type App } from '../fixtures'

const log = (app: App): string => readFileSync(join(app.home, 'logs', 'electron.log'), 'utf8')

test.describe('the window', () => {
  test('is sandboxed and isolated', async ({ app }) => {
    const preferences = await app.electron.electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>
      }
      return contents.getLastWebPreferences()
    })
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
    })
  })

  test('gets exactly the calls that it needs', async ({ app }) => {
    const keys = await app.page.evaluate(() =>
      Object.keys((window as unknown as { focalBench: object }).focalBench),
    )
    expect(keys.sort()).toEqual([
      'about',
      'chooseDataFile',
      'onEngineState',
      'onMenuCommand',
      'pathForFile',
      'requestEnginePort',
      'restartEngine',
    ])
  })

  test('stays on its own pages', async ({ app }) => {
    await app.page.waitForURL(/#\//) // the router adds it when the first page has come
    const address = app.page.url()
    for (const foreign of ['https://example.org/', 'file:///etc/passwd', 'data:text/html,hello']) {
      await app.page.evaluate((url) => {
        const link = document.createElement('a')
        link.href = url
        document.body.append(link)
        link.click()
        location.href = url
      }, foreign)
    }
    await app.page.waitForTimeout(500)
    expect(app.page.url()).toBe(address)
    expect(log(app)).toContain('security: navigation refused: https://example.org/')
  })

  test('opens no other window, and only documentation in the browser', async ({ app }) => {
    await app.electron.electron.evaluate(({ shell }) => {
      const opened: string[] = []
      Object.assign(globalThis, { opened })
      shell.openExternal = (url) => Promise.resolve(void opened.push(url))
    })
    const refused = await app.page.evaluate(() =>
      ['https://evil.example/', 'file:///etc/passwd', '/index.html', 'https://arxiv.org/abs/1708.02002'].map(
        (url) => window.open(url) === null,
      ),
    )
    expect(refused).toEqual([true, true, true, true])
    expect(app.electron.electron.windows()).toHaveLength(1)
    const opened = await app.electron.electron.evaluate(
      () => (globalThis as unknown as { opened: string[] }).opened,
    )
    expect(opened).toEqual(['https://arxiv.org/abs/1708.02002'])
  })

  test('is granted no permission', async ({ app }) => {
    const answers = await app.page.evaluate(async () => {
      const query = async (name: string): Promise<string> =>
        (await navigator.permissions.query({ name: name as PermissionName })).state
      return {
        notifications: await Notification.requestPermission(),
        camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
          () => 'granted',
          (error: Error) => error.name,
        ),
        position: await new Promise((resolve) =>
          navigator.geolocation.getCurrentPosition(
            () => resolve('granted'),
            (error) => resolve(error.code),
          ),
        ),
        clipboard: await query('clipboard-read'),
        midi: await query('midi'),
      }
    })
    expect(answers).toEqual({
      notifications: 'denied',
      camera: expect.stringMatching(/NotAllowedError|NotFoundError/),
      position: 1,
      clipboard: 'denied',
      midi: 'denied',
    })
  })

  test('has no webview', async ({ app }) => {
    expect(await app.page.evaluate(() => 'loadURL' in document.createElement('webview'))).toBe(false)
  })

  test('is served its own files alone', async ({ app }) => {
    const statuses = await app.page.evaluate(() =>
      Promise.all(
        ['/index.html', '/../package.json', '/%2e%2e%2fpackage.json', '/..%5cpackage.json', '/assets'].map(
          async (path) => (await fetch(`focal://app${path}`)).status,
        ),
      ),
    )
    expect(statuses).toEqual([200, 404, 400, 400, 404])
  })

  test('has its policy in a header of every answer', async ({ app }) => {
    const headers = await app.page.evaluate(async () =>
      Object.fromEntries((await fetch('focal://app/index.html')).headers),
    )
    expect(headers['content-security-policy']).toContain(`default-src 'none'; script-src 'self'`)
    expect(headers['x-content-type-options']).toBe('nosniff')
  })
})

test.describe('main', () => {
  test('loads nothing from beyond the app, whoever asks', async ({ app }) => {
    const failure = await app.electron.electron.evaluate(async ({ BrowserWindow }) => {
      const window = new BrowserWindow({ show: false })
      const result = await window.loadURL('https://example.org/').then(
        () => 'loaded',
        (error: Error) => error.message,
      )
      window.destroy()
      return result
    })
    expect(failure).toContain('ERR_BLOCKED_BY_CLIENT')
  })

  test('answers only the main frame of our own page', async ({ app }) => {
    await app.ready()
    const answer = await app.electron.electron.evaluate(async ({ app: electron, BrowserWindow }) => {
      const about = `--focal-bench-about=${encodeURIComponent('{}')}`
      const preload = `${electron.getAppPath()}/out/preload/index.cjs`
      const window = new BrowserWindow({
        show: false,
        webPreferences: { preload, additionalArguments: [about] },
      })
      await window.loadURL('data:text/html,<title>stranger</title>')
      const code = `new Promise((resolve) => {
        window.focalBench.onEngineState((state) => resolve('told: ' + state.state))
        window.addEventListener('message', () => resolve('got a port'))
        window.focalBench.requestEnginePort()
        window.focalBench.chooseDataFile().then(() => resolve('opened a dialog'), (error) => setTimeout(resolve, 300, error.message))
      })`
      const result: unknown = await window.webContents.executeJavaScript(code)
      window.destroy()
      return result
    })
    expect(answer).toContain('This page may not open dialogs.')
    expect(log(app)).toContain('security: message refused on engine-port')
    expect(log(app)).toContain('security: message refused on engine-state')
  })

  test('saves nothing that the window did not make', async ({ app }) => {
    await app.electron.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.downloadURL('data:text/csv,a,b'),
    )
    await expect.poll(() => log(app)).toContain('security: download refused: data:text/csv')

    const path = await app.saved(() =>
      app.page.evaluate(() => {
        const link = document.createElement('a')
        link.href = URL.createObjectURL(new Blob(['a,b\n'], { type: 'text/csv' }))
        link.download = 'table.csv'
        link.click()
      }),
    )
    await expect.poll(() => readFileSync(path, 'utf8')).toBe('a,b\n')
  })
})
