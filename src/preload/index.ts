import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { aboutSwitch, ipcChannels } from '@shared/ipc-channels'
import {
  enginePortMessage,
  type AboutElectron,
  type EngineState,
  type MenuCommand,
  type PreloadApi,
} from '@shared/preload-api'

/** What is used of the page's window here; the DOM's types are not loaded on Node's side. */
declare const window: {
  readonly location: { readonly origin: string }
  postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void
}

/** Calls back at each message of main on a channel; returns the way to stop. */
function listen<Value>(channel: string, callback: (value: Value) => void): () => void {
  const listener = (_event: unknown, value: Value): void => callback(value)
  ipcRenderer.on(channel, listener)
  return () => void ipcRenderer.removeListener(channel, listener)
}

/** Electron before 29 has no webUtils: there the dropped file itself has a path. */
const pathTeller: typeof webUtils | undefined = webUtils

function readAbout(): AboutElectron {
  const argument = process.argv.find((candidate) => candidate.startsWith(aboutSwitch)) ?? ''
  return JSON.parse(decodeURIComponent(argument.slice(aboutSwitch.length))) as AboutElectron
}

// A port cannot pass through the context bridge. The page's own origin is named, so that no other page could get it.
ipcRenderer.on(ipcChannels.enginePort, (event) => {
  window.postMessage(enginePortMessage, window.location.origin, event.ports)
})

const api: PreloadApi = {
  about: readAbout(),
  requestEnginePort: () => ipcRenderer.send(ipcChannels.enginePort),
  onEngineState(callback: (state: EngineState) => void) {
    const stop = listen(ipcChannels.engineState, callback)
    ipcRenderer.send(ipcChannels.engineState)
    return stop
  },
  restartEngine: () => ipcRenderer.send(ipcChannels.restartEngine),
  chooseDataFile: () =>
    ipcRenderer.invoke(ipcChannels.chooseDataFile) as ReturnType<PreloadApi['chooseDataFile']>,
  pathForFile: (file) =>
    pathTeller?.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]) || null,
  onMenuCommand: (callback: (command: MenuCommand) => void) => listen(ipcChannels.menuCommand, callback),
}

contextBridge.exposeInMainWorld('focalBench', api)
