import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { contentBytes, decodeDatasetPrefix, type DatasetHeader } from '@shared/dataset-file'
import { FocalError } from '@shared/errors'
import { isFileError } from '../files'

/** Reads parts of a data file without taking it into memory whole. */
export class DatasetReader {
  private constructor(
    private readonly file: FileHandle,
    readonly header: DatasetHeader,
    private readonly start: number,
  ) {}

  /**
   * Opens a data file for the time of `work`.
   * @throws FocalError `data-set-invalid` where it is missing or broken
   */
  static async use<T>(path: string, work: (reader: DatasetReader) => Promise<T>): Promise<T> {
    const file = await openDataFile(path)
    try {
      const { header, start } = await readPrefix(file)
      const { size } = await file.stat()
      if (size !== start + contentBytes(header)) throw unreadable('it is cut short')
      return await work(new DatasetReader(file, header, start))
    } finally {
      await file.close()
    }
  }

  /** Class index of every sample; with several labels a sample its stratum. */
  async classes(): Promise<Int32Array> {
    const classes = new Int32Array(this.header.samples)
    await this.readInto(classes, this.classesAt)
    return classes
  }

  /** Part of every sample (`splitParts`); undefined where the file has no split of its own. */
  async givenSplit(): Promise<Int32Array | undefined> {
    if (this.header.split === undefined) return undefined
    const parts = new Int32Array(this.header.samples)
    await this.readInto(parts, this.classesAt + 4 * this.header.samples)
    return parts
  }

  /** Which labels `count` samples from sample `first` on have: samples × labels, row-major, of a multi-label data set. */
  async targets(first: number, count: number): Promise<Uint8Array> {
    const { samples, labels, split } = this.header
    const targets = new Uint8Array(count * labels.length)
    const start = this.classesAt + 4 * samples * (split === undefined ? 1 : 2)
    await this.readInto(targets, start + first * labels.length)
    return targets
  }

  /** Features of `count` samples from sample `first` on, row-major. */
  async rows(first: number, count: number): Promise<Float32Array> {
    const { features } = this.header
    const values = new Float32Array(count * features)
    await this.readInto(values, this.start + 4 * first * features)
    return values
  }

  private get classesAt(): number {
    return this.start + 4 * this.header.samples * this.header.features
  }

  private async readInto(target: Float32Array | Int32Array | Uint8Array, position: number): Promise<void> {
    const bytes = new Uint8Array(target.buffer)
    for (let done = 0; done < bytes.length;) {
      const { bytesRead } = await this.file.read(bytes, done, bytes.length - done, position + done)
      if (bytesRead === 0) throw unreadable('it is cut short')
      done += bytesRead
    }
  }
}

/** The header of a data file; null where the file is not there or broken. */
export function readHeader(path: string): DatasetHeader | null {
  if (!existsSync(path)) return null
  const file = openSync(path, 'r')
  try {
    for (let length = headBytes; ; length *= 8) {
      const bytes = new Uint8Array(length)
      const bytesRead = readSync(file, bytes, 0, length, 0)
      const prefix = decodeDatasetPrefix(bytes.subarray(0, bytesRead))
      if (prefix !== null) return prefix.header
      if (bytesRead < length) return null
    }
  } finally {
    closeSync(file)
  }
}

const headBytes = 64 * 1024

async function openDataFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (isFileError(error, 'ENOENT')) throw unreadable(`${path} is missing`)
    throw error
  }
}

async function readPrefix(file: FileHandle): Promise<{ header: DatasetHeader; start: number }> {
  const { size } = await file.stat()
  for (let length = headBytes; ; length *= 8) {
    const bytes = new Uint8Array(Math.min(length, size))
    await file.read(bytes, 0, bytes.length, 0)
    const prefix = decodeDatasetPrefix(bytes)
    if (prefix !== null) return prefix
    if (length >= size) throw unreadable('it is cut short')
  }
}

function unreadable(why: string): FocalError {
  return new FocalError({
    code: 'data-set-invalid',
    message: `The data file cannot be read: ${why}. Remove the data set and import it again.`,
  })
}
