/** Files that a browser has sent, kept in home/uploads until they are imported or a day has passed. */
import { randomUUID } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { FocalError } from '@shared/errors'

export interface Upload {
  /** Name to give `datasets.inspect` and `datasets.import` as `upload`. */
  upload: string
  bytes: number
}

export interface Uploads {
  /**
   * Writes the stream to a file. What was sent of a broken upload is removed.
   * @throws FocalError `bad-input` beyond `mostBytes`
   */
  receive(body: Readable): Promise<Upload>
  /** Path of an upload. @throws FocalError `not-found` */
  resolve(upload: string): string
  /** Removes what is older than a day; a file that cannot be removed now is tried again next time. */
  removeOld(): Promise<void>
}

export const mostUploadBytes = 8 * 1024 ** 3
const keptMilliseconds = 86_400_000

export function uploadsIn(home: string, { mostBytes = mostUploadBytes } = {}): Uploads {
  const folder = join(home, 'uploads')
  return {
    receive: (body) => receive(folder, body, mostBytes),
    resolve(upload) {
      const path = join(folder, upload)
      if (/^[0-9a-f-]{36}$/.test(upload) && existsSync(path)) return path
      throw new FocalError({
        code: 'not-found',
        message: 'The uploaded file is gone. Choose the file again.',
      })
    },
    removeOld: () => removeOld(folder),
  }
}

async function receive(folder: string, body: Readable, mostBytes: number): Promise<Upload> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const upload = randomUUID()
  const part = join(folder, `${upload}.part`)
  let bytes = 0
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes <= mostBytes) return done(null, chunk)
      const message = `The file is larger than ${mostBytes} bytes. Put it on this machine and import it by its path.`
      done(new FocalError({ code: 'bad-input', message, details: { field: 'file' } }))
    },
  })
  try {
    await pipeline(body, counter, createWriteStream(part, { mode: 0o600, flags: 'wx' }))
    await rename(part, join(folder, upload))
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  return { upload, bytes }
}

async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name)
    const changed = await stat(path).then(
      (found) => found.mtimeMs,
      () => Date.now(),
    )
    if (Date.now() - changed > keptMilliseconds) await rm(path, { force: true }).catch(() => undefined)
  }
}
