import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { aboutSwitch } from '@shared/ipc-channels'
import type { AboutElectron } from '@shared/preload-api'
import { windowOrigin } from './addresses'
import type { Log } from './log'
import { readWindowState, smallestWindow, writeWindowState } from './window-state'

/** The page's own background, so that nothing flashes before its first paint. */
const background = { light: '#ffffff', dark: '#16181d' }
const reloadsPerMinute = 3

export interface WindowOptions {
  about: AboutElectron
  /** File that remembers where the window was. */
  statePath: string
  log: Log
}

/** Opens the window on our page; it shows itself when its first frame is ready. */
export function openWindow({ about, statePath, log }: WindowOptions): BrowserWindow {
  const displays = screen.getAllDisplays().map((display) => display.workArea)
  const state = readWindowState(statePath, displays)
  const window = new BrowserWindow({
    ...state.bounds,
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    title: app.name,
    icon: join(app.getAppPath(), 'resources', 'icons', 'icon-256.png'),
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload: join(app.getAppPath(), 'out', 'preload', 'index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      webSecurity: true,
      spellcheck: false,
      additionalArguments: [aboutSwitch + encodeURIComponent(JSON.stringify(about))],
    },
  })
  window.once('ready-to-show', () => {
    if (state.maximized) window.maximize()
    window.show()
  })
  window.on('close', () => {
    writeWindowState(statePath, { bounds: window.getNormalBounds(), maximized: window.isMaximized() })
  })
  reloadAfterCrash(window, log)
  window.loadURL(`${windowOrigin}/index.html`).catch((error: unknown) => log(`window: ${String(error)}`))
  return window
}

/** Brings a window to the front, wherever it is. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

function reloadAfterCrash(window: BrowserWindow, log: Log): void {
  let crashes: number[] = []
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    log(`window: its process ended: ${reason}, exit code ${exitCode}`)
    const now = Date.now()
    crashes = [...crashes.filter((time) => now - time < 60_000), now]
    if (crashes.length <= reloadsPerMinute) window.reload()
  })
}
