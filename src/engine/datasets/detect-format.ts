import { stat } from 'node:fs/promises'
import type { FileFormat } from '@shared/domain/dataset'
import { FocalError } from '@shared/errors'
import { isFileError, readHead } from '../files'

const headBytes = 4096

/** Formats by their first bytes; a gzip file can only be an IDX file here. */
const signatures: { starts: number[]; format: FileFormat }[] = [
  { starts: [0x50, 0x41, 0x52, 0x31], format: 'parquet' },
  { starts: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], format: 'numpy' },
]
const idxTypes = [0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e]
const byExtension: [RegExp, FileFormat][] = [
  [/\.(?:parquet|pq)$/i, 'parquet'],
  [/\.(?:jsonl|ndjson|json)$/i, 'jsonLines'],
  [/\.(?:npy|npz)$/i, 'numpy'],
  [/(?:idx\d-ubyte|\.idx)(?:\.gz)?$/i, 'idx'],
]

/**
 * The format of a file, by its content and then by its name; a folder holds images. What nothing else fits is CSV.
 * @throws FocalError `not-found`, `permission`
 */
export async function detectFormat(path: string, fileName: string): Promise<FileFormat> {
  const head = await headOf(path, fileName)
  if (head === null) return 'images'
  const starts = (bytes: number[]) => bytes.every((byte, i) => head[i] === byte)
  const known = signatures.find((signature) => starts(signature.starts))
  if (known !== undefined) return known.format
  if (head[0] === 0 && head[1] === 0 && idxTypes.includes(head[2] ?? 0)) return 'idx'
  const isZip = starts([0x50, 0x4b, 0x03, 0x04])
  if (isZip && /\.npz$/i.test(fileName)) return 'numpy'
  const isGzip = starts([0x1f, 0x8b])
  if (isGzip && /ubyte|idx/i.test(fileName)) return 'idx'
  const isText = !head.includes(0) && !isZip && !isGzip
  if (isText && firstCharacter(head) === '{') return 'jsonLines'
  const named = byExtension.find(([pattern]) => pattern.test(fileName))
  return named !== undefined && !isZip && !isGzip ? named[1] : 'csv'
}

/** The first bytes of a file; null for a folder. */
async function headOf(path: string, fileName: string): Promise<Buffer | null> {
  try {
    if ((await stat(path)).isDirectory()) return null
    return await readHead(path, headBytes)
  } catch (error) {
    throw explain(error, path, fileName)
  }
}

function explain(error: unknown, path: string, fileName: string): unknown {
  const details = { file: fileName }
  if (isFileError(error, 'ENOENT') || isFileError(error, 'ENOTDIR')) {
    return new FocalError({
      code: 'not-found',
      message: `There is no file ${path}.`,
      details: { ...details, problem: 'file', path },
    })
  }
  if (isFileError(error, 'EACCES') || isFileError(error, 'EPERM')) {
    const message = `${path} may not be read. Change its permissions or copy it.`
    return new FocalError({ code: 'permission', message, details: { ...details, problem: 'file', path } })
  }
  return error
}

function firstCharacter(head: Buffer): string {
  return head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
    .charAt(0)
}
