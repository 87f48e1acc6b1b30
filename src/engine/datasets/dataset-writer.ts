import { createHash, randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
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

/** Small enough to hash within a few milliseconds. */
const writeSize = 4 * 2 ** 20

/**
 * Writes a data set from memory as a data file named by its content. Nothing is left behind on an error or a
 * cancelled signal.
 * @returns sha256 of the file, which is its name
 * @throws FocalError `data-set-invalid` where it would be too large, `cancelled`
 */
export function writeDatasetFile(folder: string, parts: DatasetParts, signal?: AbortSignal): Promise<string> {
  refuseTooLarge(parts.samples, parts.features)
  return writeDataFile(folder, bytesOf([encodeDatasetPrefix(parts), ...parts.values, parts.classes]), signal)
}

export function dataFilePath(folder: string, hash: string): string {
  return join(folder, `${hash}.fbds`)
}

/**
 * Writes the pieces of a data file: to a temporary name, synced, renamed to the hash of all. Nothing is left behind on
 * an error or a cancelled signal.
 * @returns sha256 of the file
 */
export async function writeDataFile(
  folder: string,
  pieces: Iterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<string> {
  const temporary = join(folder, `${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx')
    const hash = createHash('sha256')
    try {
      for (const piece of pieces) {
        throwIfCancelled(signal)
        hash.update(piece)
        await file.writeFile(piece)
      }
      await file.sync()
    } finally {
      await file.close()
    }
    const name = hash.digest('hex')
    await rename(temporary, dataFilePath(folder, name))
    await syncFolder(folder)
    return name
  } finally {
    await rm(temporary, { force: true })
  }
}

/**
 * @param labels where a sample may have several
 * @throws FocalError `data-set-invalid` where a data set of so many values would be too large
 */
export function refuseTooLarge(samples: number, features: number, labels = 0): void {
  const bytes = samples * (4 * (features + 1) + labels)
  if (bytes <= largestDataFile - spareBytes) return
  throw new FocalError({
    code: 'data-set-invalid',
    message: `The data set would take ${Math.round(bytes / 2 ** 20)} MiB; at most 2048 MiB are possible. Import fewer rows or columns.`,
    details: { bytes },
  })
}

/** Room for a header and a given split. */
const spareBytes = 2 ** 24

function* bytesOf(parts: (Uint8Array | Float32Array | Int32Array)[]): Generator<Uint8Array> {
  for (const part of parts) {
    const view = new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
    for (let start = 0; start < view.length; start += writeSize) yield view.subarray(start, start + writeSize)
  }
}
