/** The files of the built window, and nothing outside their folder. */
import { createReadStream } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { extname, join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

export interface StaticFile {
  path: string
  bytes: number
}

/** The file for a URL's path, `/` being index.html; null where there is none inside the folder. */
export async function findStaticFile(folder: string, pathname: string): Promise<StaticFile | null> {
  const parts = decodedParts(pathname === '/' ? '/index.html' : pathname)
  if (parts === null) return null
  try {
    const root = await realpath(folder)
    // A link inside the folder must not lead out of it.
    const path = await realpath(join(root, ...parts))
    const found = await stat(path)
    return path.startsWith(root + sep) && found.isFile() ? { path, bytes: found.size } : null
  } catch (error) {
    if (isAbsence(error)) return null
    throw error
  }
}

/** Answers with the file; `headers` are those of every answer. */
export async function sendStaticFile(
  response: ServerResponse,
  file: StaticFile,
  { headers, withBody }: { headers: Readonly<Record<string, string>>; withBody: boolean },
): Promise<void> {
  response.writeHead(200, {
    ...headers,
    'Content-Type': mimeTypes[extname(file.path).toLowerCase()] ?? 'application/octet-stream',
    'Content-Length': file.bytes,
    // Files under assets/ have a hash of their content in their name.
    'Cache-Control': /[\\/]assets[\\/]/.test(file.path) ? 'private, max-age=31536000, immutable' : 'no-store',
  })
  if (withBody) await pipeline(createReadStream(file.path), response)
  else response.end()
}

/** Null where a part could mean another folder. */
function decodedParts(pathname: string): string[] | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return null
  }
  const parts = decoded.split('/').filter((part) => part !== '')
  return parts.every((part) => part !== '..' && part !== '.' && !/[\\\0:]/.test(part)) ? parts : null
}

function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')
}
