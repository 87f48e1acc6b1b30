import { browserHost } from './browser'
import { connectThrough, type EngineConnection } from './connection'
import { electronHost } from './electron'

/** Connects to the engine of this host: Electron's where the preload script is there, else the page's server. */
export function connect(): EngineConnection {
  return connectThrough(window.focalBench ? electronHost(window.focalBench) : browserHost())
}

export { engineKey, useEngine, type EngineConnection } from './connection'
export type { PickedFile } from './host'
