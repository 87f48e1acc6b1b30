import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, BrowserWindow, dialog, Menu, Notification, session, shell } from 'electron'
import { engineEnvironment, type FromEngine } from '@shared/engine-protocol'
import { ipcChannels } from '@shared/ipc-channels'
import type { AboutElectron, EngineState, MenuCommand } from '@shared/preload-api'
import { isOwnUrl } from './addresses'
import { chooseRuntime, forkEngine } from './engine-runtime'
import { EngineSupervisor } from './engine-supervisor'
import { answerWindows } from './ipc'
import { openLog, type Log } from './log'
import { menuTemplate } from './menu'
import { translator, type Translate } from './messages'
import { registerWindowScheme, serveWindow } from './protocol'
import { Relay } from './relay'
import { secureContents, secureSession } from './security'
import { readSetup, type Setup } from './setup'
import { focusWindow, openWindow } from './windows'

app.setName('Focal Bench')
registerWindowScheme()
const appFolder = app.getAppPath()
const setup = readSetup(appFolder, process.env)
const userData = join(setup.home, 'electron')

try {
  mkdirSync(userData, { recursive: true })
  app.setPath('userData', userData) // and with it the single-instance lock: one window a home
  if (app.requestSingleInstanceLock()) void app.whenReady().then(() => start(setup, openLog(setup.home)))
  else {
    process.stderr.write(
      `Focal Bench is already open for ${setup.home}; its window was brought to the front.\n`,
    )
    app.exit(0)
  }
} catch (thrown) {
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  failToStart(translator(app.getLocale())('error.home', { home: setup.home, reason }))
}

function start({ home, statePath, node, electronSource, downloads }: Setup, log: Log): void {
  const { versions } = process
  const translate = translator(app.getLocale())
  const about: AboutElectron = {
    focalBench: app.getVersion(),
    electron: versions.electron,
    chrome: versions.chrome,
    node: versions.node,
    source: electronSource,
  }
  log(`Focal Bench ${about.focalBench}, Electron ${about.electron} (${about.source}), Node ${about.node}`)
  const renderer = join(appFolder, 'out', 'renderer')
  if (!existsSync(join(renderer, 'index.html'))) return failToStart(translate('error.notBuilt'))

  secureContents(log)
  secureSession(session.defaultSession, downloads, log)
  serveWindow(renderer)

  const relay = new Relay((message) => void supervisor.send(message))
  const supervisor = new EngineSupervisor({
    fork: () =>
      forkEngine(
        chooseRuntime(versions, process.execPath, node),
        join(appFolder, 'out', 'node', 'engine.js'),
        { ...process.env, [engineEnvironment.home]: home, [engineEnvironment.setupState]: statePath },
      ),
    onState: (state) => {
      if (state.state !== 'ready') relay.closeAll()
      tellWindows(state)
    },
    onMessage: (channel, data) => relay.deliver(channel, data),
    onNotify: (message) => notify(message, log),
    log,
  })
  answerWindows({ supervisor, relay, translate, log })
  setMenu(translate, home)
  app.setAboutPanelOptions({
    applicationName: app.name,
    applicationVersion: about.focalBench,
    version: `Electron ${about.electron} (${about.source})`,
  })

  supervisor.start()
  const open = (): BrowserWindow => openWindow({ about, statePath: join(userData, 'window.json'), log })
  open()
  app.on('second-instance', () => focusWindow(BrowserWindow.getAllWindows()[0] ?? open()))
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  quitAfter(supervisor, log)
}

/** Lets the app end only when nothing of the engine is left running. */
function quitAfter(supervisor: EngineSupervisor, log: Log): void {
  let gone = false
  app.on('will-quit', (event) => {
    if (gone) return
    event.preventDefault()
    void supervisor.quit().finally(() => {
      gone = true
      log('quit')
      app.quit()
    })
  })
}

function tellWindows(state: EngineState): void {
  for (const { webContents } of BrowserWindow.getAllWindows()) {
    if (isOwnUrl(webContents.getURL())) webContents.send(ipcChannels.engineState, state)
  }
}

/** A desktop notification, where the person is looking elsewhere. */
function notify({ title, body }: Extract<FromEngine, { type: 'notify' }>, log: Log): void {
  if (BrowserWindow.getFocusedWindow() !== null || !Notification.isSupported()) return
  log(`notification: ${title}: ${body}`)
  const notification = new Notification({ title, body })
  notification.on('click', () => {
    const window = BrowserWindow.getAllWindows()[0]
    if (window) focusWindow(window)
  })
  notification.show()
}

function setMenu(translate: Translate, home: string): void {
  const command = (name: MenuCommand): void => {
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0]
    window?.webContents.send(ipcChannels.menuCommand, name)
  }
  const openLogs = (): void => void shell.openPath(join(home, 'logs'))
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate(translate, { command, openLogs }, process.platform)),
  )
}

function failToStart(message: string): void {
  process.stderr.write(`${message}\n`)
  dialog.showErrorBox(translator(app.getLocale())('error.title'), message)
  app.exit(1)
}
