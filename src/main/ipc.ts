import { basename } from 'node:path'
import { BrowserWindow, dialog, ipcMain, MessageChannelMain, type IpcMainEvent } from 'electron'
import { ipcChannels } from '@shared/ipc-channels'
import { dataFileExtensions } from '@shared/preload-api'
import type { EngineSupervisor } from './engine-supervisor'
import type { Log } from './log'
import type { Translate } from './messages'
import { electronPort, type Relay } from './relay'
import { isTrustedSender } from './security'

export interface IpcOptions {
  supervisor: EngineSupervisor
  relay: Relay
  translate: Translate
  log: Log
}

/** Answers the preload script's calls; those of any other sender are dropped. */
export function answerWindows({ supervisor, relay, translate, log }: IpcOptions): void {
  const on = (channel: string, handle: (event: IpcMainEvent) => void): void => {
    ipcMain.on(channel, (event) => {
      if (isTrustedSender(event)) handle(event)
      else log(`security: message refused on ${channel}`)
    })
  }

  on(ipcChannels.enginePort, (event) => {
    if (supervisor.state.state !== 'ready') return // the window asks again at the next "ready"
    const { port1, port2 } = new MessageChannelMain()
    relay.attach(electronPort(port1))
    event.sender.postMessage(ipcChannels.enginePort, null, [port2])
  })
  on(ipcChannels.engineState, (event) => event.reply(ipcChannels.engineState, supervisor.state))
  on(ipcChannels.restartEngine, () => supervisor.restart())

  ipcMain.handle(ipcChannels.chooseDataFile, async (event) => {
    if (!isTrustedSender(event)) throw new Error('This page may not open dialogs.')
    const window = BrowserWindow.fromWebContents(event.sender)
    if (window === null) return null
    const { filePaths } = await dialog.showOpenDialog(window, {
      title: translate('dialog.dataFile'),
      properties: ['openFile'],
      filters: [
        { name: translate('dialog.tables'), extensions: dataFileExtensions },
        { name: translate('dialog.allFiles'), extensions: ['*'] },
      ],
    })
    const path = filePaths[0]
    return path === undefined ? null : { path, name: basename(path) }
  })
}
