import { protocol } from 'electron'
import { windowScheme } from './addresses'
import { readAsset } from './window-assets'

/** To be called before the app is ready. */
export function registerWindowScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: windowScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** Serves the built window from `root`. Electron before 25 has no protocol.handle. */
export function serveWindow(root: string): void {
  if (typeof protocol.handle === 'function') {
    protocol.handle(windowScheme, async (request) => {
      const asset = await readAsset(root, request.method, request.url)
      const contentType =
        asset.charset === null ? asset.mimeType : `${asset.mimeType}; charset=${asset.charset}`
      return new Response(new Uint8Array(asset.data), {
        status: asset.statusCode,
        headers: { ...asset.headers, 'Content-Type': contentType },
      })
    })
    return
  }
  protocol.registerBufferProtocol(windowScheme, (request, callback) => {
    void readAsset(root, request.method, request.url).then(({ charset, ...asset }) =>
      callback({ ...asset, ...(charset === null ? {} : { charset }) }),
    )
  })
}
