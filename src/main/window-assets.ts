import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { securityHeaders } from '@shared/content-security-policy'
import { windowOrigin } from './addresses'

const mimeTypes: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain',
}
const textTypes = /^text\/|json$|svg/

export interface Asset {
  statusCode: number
  mimeType: string
  /** Null for binary files. */
  charset: string | null
  headers: Readonly<Record<string, string>>
  data: Buffer
}

/** The answer to a request of the window: a file within `root`, or 400, 404 or 405. */
export async function readAsset(root: string, method: string, url: string): Promise<Asset> {
  if (method !== 'GET') return refusal(405, 'Only GET is answered.')
  const path = assetPath(url)
  if (path === null) return refusal(400, 'Not an address of this application.')
  try {
    const folder = await realpath(root)
    const file = await realpath(join(folder, path))
    if (!file.startsWith(folder + sep)) return refusal(404, 'There is no such file.')
    const mimeType = mimeTypes[extname(file)] ?? 'application/octet-stream'
    const data = await readFile(file)
    return {
      statusCode: 200,
      mimeType,
      charset: textTypes.test(mimeType) ? 'utf-8' : null,
      headers: securityHeaders,
      data,
    }
  } catch {
    return refusal(404, 'There is no such file.')
  }
}

/** @returns the path within the folder of the window, null for an address that is not one of ours */
function assetPath(url: string): string | null {
  if (!url.startsWith(`${windowOrigin}/`)) return null
  let path: string
  try {
    path = decodeURIComponent(new URL(url).pathname)
  } catch {
    return null
  }
  if (path.includes('\0') || path.includes('\\') || path.split('/').includes('..')) return null
  return path === '/' ? 'index.html' : path
}

function refusal(statusCode: number, text: string): Asset {
  return {
    statusCode,
    mimeType: 'text/plain',
    charset: 'utf-8',
    headers: securityHeaders,
    data: Buffer.from(text),
  }
}
