import { RPCLink } from '@orpc/client/message-port'
import { FocalError } from '@shared/errors'
import { enginePortMessage, type PreloadApi } from '@shared/preload-api'
import type { Host, HostListener, PickedFile } from './host'

/** In Electron the engine is reached through a MessagePort that main hands to the window. */
export function electronHost(api: PreloadApi): Host {
  let port: MessagePort | null = null

  function close(): void {
    port?.close()
    port = null
  }

  return {
    name: 'electron',
    about: api.about,
    start(listener: HostListener): void {
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        const received = event.ports[0]
        if (event.source !== window || event.data !== enginePortMessage || !received) return
        close()
        port = received
        const link = new RPCLink({ port: received })
        received.start()
        listener.opened(link)
      })
      api.onEngineState((engine) => {
        if (engine.state === 'ready') return api.requestEnginePort()
        close()
        if (engine.state === 'lost') listener.lost(engine.reason)
        if (engine.state === 'refused') listener.refused(engine.error)
      })
    },
    retry: () => api.restartEngine(),
    async pickDataFile(): Promise<PickedFile | null> {
      const chosen = await api.chooseDataFile()
      return chosen && { source: { path: chosen.path }, name: chosen.name }
    },
    acceptDataFile: (file: File): Promise<PickedFile> =>
      Promise.resolve(file).then((given) => ({ source: { path: pathOf(given, api) }, name: given.name })),
    onMenuCommand: (callback) => api.onMenuCommand(callback),
  }
}

/** Electron before 32 gives a dropped file's path on the File itself, later ones through the preload script. */
function pathOf(file: File, api: PreloadApi): string {
  const path = (file as File & { path?: string }).path || api.pathForFile(file)
  if (path) return path
  throw new FocalError({
    code: 'unsupported',
    message: 'Electron does not tell where this file is. Use “Choose file”.',
    details: { name: file.name },
  })
}
