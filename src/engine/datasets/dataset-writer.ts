import { createHash, randomUUID } from 'node:crypto'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeDatasetPrefix, type DatasetHeader } from '@shared/dataset-file'
import { FocalError } from '@shared/errors'
import { syncFolder } from '../files'
import { throwIfCancelled } from '../turns'

/** A data set in memory, its features in pieces so that no one step copies them all. */
export interface DatasetParts extends DatasetHeader {
  /** samples × features in all, row-major, in order. */
  values: Float32Array[]
  /** Class index of each sample. */
  classes: Int32Array
}

/** Largest data file, in bytes: what Node reads at once. */
export const largestDataFile = 2 ** 31 - 1

/**
 * Writes a data file named by its content: to a temporary name, synced, renamed. Nothing is left behind on an
 * error or a cancelled signal.
 * @returns sha256 of the file, which is its name
 * @throws FocalError `data-set-invalid` where it would be too large, `cancelled`
 */
export async function writeDatasetFile(
  folder: string,
  parts: DatasetParts,
  signal?: AbortSignal,
): Promise<string> {
  const temporary = join(folder, `${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx')
    let hash: string
    try {
      hash = await writeParts(file, parts, signal)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, dataFilePath(folder, hash))
    await syncFolder(folder)
    return hash
  } finally {
    await rm(temporary, { force: true })
  }
}

export function dataFilePath(folder: string, hash: string): string {
  return join(folder, `${hash}.fbds`)
}

async function writeParts(file: FileHandle, parts: DatasetParts, signal?: AbortSignal): Promise<string> {
  const prefix = encodeDatasetPrefix(parts)
  const bytes = prefix.length + 4 * parts.samples * (parts.features + 1)
  if (bytes > largestDataFile) {
    throw new FocalError({
      code: 'data-set-invalid',
      message: `The data set would take ${Math.round(bytes / 2 ** 20)} MiB; at most 2048 MiB are possible. Import fewer rows or columns.`,
      details: { bytes },
    })
  }
  const hash = createHash('sha256')
  for (const piece of [prefix, ...parts.values, parts.classes]) {
    const view = new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength)
    for (let start = 0; start < view.length; start += writeSize) {
      throwIfCancelled(signal)
      const part = view.subarray(start, start + writeSize)
      hash.update(part)
      await file.writeFile(part)
    }
  }
  return hash.digest('hex')
}

/** Small enough to hash within a few milliseconds. */
const writeSize = 4 * 2 ** 20
