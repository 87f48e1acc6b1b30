import { basename, join } from 'node:path'
import { app, shell, type IpcMainEvent, type IpcMainInvokeEvent, type Session } from 'electron'
import { isDocumentation, isOwnDownload, isOwnUrl } from './addresses'

/** Whether a message comes from the main frame of our own page. */
export function isTrustedSender(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame
  return frame !== null && frame.parent === null && isOwnUrl(frame.url)
}

/** Holds every page that this app will ever show to our own origin. To be called before the first window. */
export function secureContents(log: (line: string) => void): void {
  app.on('web-contents-created', (_event, contents) => {
    const refuseForeign = (event: { preventDefault(): void }, url: string): void => {
      if (isOwnUrl(url)) return
      event.preventDefault()
      log(`security: navigation refused: ${url}`)
    }
    contents.on('will-navigate', (event, url) => refuseForeign(event, url))
    contents.on('will-redirect', (event, url) => refuseForeign(event, url))
    contents.on('will-frame-navigate', (event) => refuseForeign(event, event.url)) // not in Electron 22
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      if (isDocumentation(url)) void shell.openExternal(url)
      else log(`security: new window refused: ${url}`)
      return { action: 'deny' }
    })
  })
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, callback) => {
    event.preventDefault()
    callback(false)
  })
}

/**
 * Refuses every permission, every request beyond our own origin, and every download that the window did not make.
 * @param downloads folder to save to without asking; null asks with a dialog
 */
export function secureSession(session: Session, downloads: string | null, log: (line: string) => void): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => {
    log(`security: permission refused: ${permission}`)
    callback(false)
  })
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest(({ url }, callback) => {
    const cancel = !isOwnDownload(url) && !/^(data|devtools):/.test(url)
    if (cancel) log(`security: request refused: ${url}`)
    callback({ cancel })
  })
  session.on('will-download', (event, item) => {
    if (!isOwnDownload(item.getURL())) {
      event.preventDefault()
      log(`security: download refused: ${item.getURL()}`)
    } else if (downloads !== null) item.setSavePath(join(downloads, basename(item.getFilename())))
    else item.setSaveDialogOptions({ defaultPath: item.getFilename() })
  })
}
