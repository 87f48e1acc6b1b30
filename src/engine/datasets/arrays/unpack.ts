/** Compressed files are unpacked to a temporary folder first: arrays are then read from anywhere in them. */
import { createReadStream, createWriteStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { Transform, type Readable, type Transform as Unpacker } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createInflateRaw } from 'node:zlib'
import { DataProblem } from '../data-problem'

/** What the largest data set takes in float64, and a little more. */
const mostUnpackedBytes = 4.5 * 2 ** 30
const endRecord = 0x06054b50
const endRecordBytes = 22
const mostCommentBytes = 65_535
const centralHeader = 0x02014b50
const localHeader = 0x04034b50
const mostEntries = 1000

export interface ZipEntry {
  name: string
  method: number
  packedBytes: number
  bytes: number
  /** Where its local header begins. */
  offset: number
}

/** @throws DataProblem where it is no gzip file, or holds too much */
export async function gunzip(path: string, name: string, target: string): Promise<void> {
  await unpack(createReadStream(path), createGunzip(), { name, target, mostBytes: mostUnpackedBytes })
}

/** The files of a zip archive. @throws DataProblem where it is none */
export async function listZip(path: string, name: string): Promise<ZipEntry[]> {
  const { size } = await stat(path)
  const tail = await readAt(path, Math.max(0, size - endRecordBytes - mostCommentBytes), size)
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end < 0 || tail.length < end + endRecordBytes || tail.readUInt32LE(end) !== endRecord) {
    throw broken('it is not a whole zip archive.', name)
  }
  const count = tail.readUInt16LE(end + 10)
  const bytes = tail.readUInt32LE(end + 12)
  const offset = tail.readUInt32LE(end + 16)
  if (offset === 0xffffffff) throw broken('it is larger than 4 GiB; save the arrays as .npy files.', name)
  if (count > mostEntries) throw broken(`it holds ${count} files; at most ${mostEntries} are possible.`, name)
  return readDirectory(await readAt(path, offset, Math.min(size, offset + bytes)), count, name)
}

/** Unpacks one file of an archive. @throws DataProblem where it is damaged */
export async function extract(path: string, name: string, entry: ZipEntry, target: string): Promise<void> {
  const local = await readAt(path, entry.offset, entry.offset + 30)
  if (local.length < 30 || local.readUInt32LE(0) !== localHeader)
    throw broken(`${entry.name} is damaged.`, name)
  const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28)
  const limits = { name, target, mostBytes: Math.min(entry.bytes, mostUnpackedBytes) }
  if (entry.packedBytes === 0) throw broken(`${entry.name} is empty.`, name)
  const packed = createReadStream(path, { start, end: start + entry.packedBytes - 1 })
  if (entry.method === 8) return unpack(packed, createInflateRaw(), limits)
  if (entry.method === 0) return unpack(packed, null, limits)
  throw broken(`${entry.name} is compressed in a way that is not known (${entry.method}).`, name)
}

function readDirectory(directory: Buffer, count: number, name: string): ZipEntry[] {
  const entries: ZipEntry[] = []
  for (let at = 0; entries.length < count;) {
    if (directory.length < at + 46 || directory.readUInt32LE(at) !== centralHeader) {
      throw broken('its list of files is damaged.', name)
    }
    const nameBytes = directory.readUInt16LE(at + 28)
    const next = at + 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameBytes),
      method: directory.readUInt16LE(at + 10),
      packedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    })
    at = next
  }
  return entries
}

async function readAt(path: string, start: number, end: number): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(Math.max(0, end - start)),
      0,
      Math.max(0, end - start),
      start,
    )
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

async function unpack(
  packed: Readable,
  unpacker: Unpacker | null,
  { name, target, mostBytes }: { name: string; target: string; mostBytes: number },
): Promise<void> {
  let bytes = 0
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes <= mostBytes) return done(null, chunk)
      done(broken(`it unpacks to more than ${mostBytes} bytes.`, name))
    },
  })
  const file = createWriteStream(target, { flags: 'wx' })
  try {
    await (unpacker === null ? pipeline(packed, counter, file) : pipeline(packed, unpacker, counter, file))
  } catch (error) {
    if (error instanceof DataProblem) throw error
    throw broken(`it cannot be unpacked (${error instanceof Error ? error.message : String(error)}).`, name)
  }
}

function broken(why: string, file: string): DataProblem {
  return new DataProblem(`${why.replace(/\.$/, '')}. Write it again.`, { file, expected: 'a whole file' })
}
