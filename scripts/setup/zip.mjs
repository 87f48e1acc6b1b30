/** Reads chosen entries out of a zip archive (a Python wheel is one) without unpacking the rest. */

import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_ENTRY = 0x04034b50
const END_SIZE = 22
const ENTRY_SIZE = 46
const LOCAL_SIZE = 30
const LONGEST_COMMENT = 0xffff
const STORED = 0
const DEFLATED = 8
const IN_ZIP64 = 0xffffffff

/**
 * @typedef {object} ZipEntry
 * @property {string} name
 * @property {number} method 0 stored, 8 deflated
 * @property {number} compressedSize
 * @property {number} size
 * @property {number} offset of the local header
 */

/**
 * Entries as the archive's central directory lists them; folders are left out.
 * @param {string} archive
 * @returns {Promise<ZipEntry[]>}
 * @throws {Error} where the file is no zip archive, or needs zip64
 */
export async function listZip(archive) {
  const file = await open(archive)
  try {
    const { size } = await file.stat()
    const tail = await readAt(
      file,
      Math.max(0, size - END_SIZE - LONGEST_COMMENT),
      Math.min(size, END_SIZE + LONGEST_COMMENT),
    )
    const end = findEnd(tail)
    if (end === -1) throw new Error(`${archive} is not a zip archive, or its end is missing`)
    const directorySize = tail.readUInt32LE(end + 12)
    const directoryOffset = tail.readUInt32LE(end + 16)
    if (directoryOffset === IN_ZIP64) throw new Error(`${archive} is a zip64 archive, which is not supported`)
    return parseDirectory(await readAt(file, directoryOffset, directorySize), archive)
  } finally {
    await file.close()
  }
}

/**
 * Writes the entries that `place` gives a path for. The folders are made.
 * @param {string} archive
 * @param {(name: string) => string | null} place
 * @param {(bytes: number) => void} [onProgress] bytes written so far
 * @returns {Promise<number>} how many entries were written
 */
export async function extractZip(archive, place, onProgress) {
  const chosen = (await listZip(archive)).flatMap((entry) => {
    const target = place(entry.name)
    return target === null ? [] : [{ entry, target }]
  })
  let written = 0
  for (const { entry, target } of chosen) {
    await mkdir(path.dirname(target), { recursive: true })
    await extractEntry(archive, entry, target)
    written += entry.size
    onProgress?.(written)
  }
  return chosen.length
}

/**
 * @param {string} archive
 * @param {ZipEntry} entry
 * @param {string} target
 */
async function extractEntry(archive, entry, target) {
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    throw new Error(
      `${entry.name} in ${archive} is compressed by method ${entry.method}, which is not supported`,
    )
  }
  const start = await contentOffset(archive, entry)
  const output = createWriteStream(target)
  if (entry.compressedSize > 0) {
    const input = createReadStream(archive, {
      start,
      end: start + entry.compressedSize - 1,
      highWaterMark: 1 << 20,
    })
    if (entry.method === DEFLATED) await pipeline(input, createInflateRaw({ chunkSize: 1 << 20 }), output)
    else await pipeline(input, output)
  } else {
    await new Promise((resolve) => output.end(() => resolve(undefined)))
  }
  if (output.bytesWritten !== entry.size) {
    throw new Error(
      `${entry.name} in ${archive} has ${output.bytesWritten} bytes instead of ${entry.size}: the archive is damaged`,
    )
  }
}

/**
 * @param {string} archive
 * @param {ZipEntry} entry
 */
async function contentOffset(archive, entry) {
  const file = await open(archive)
  try {
    const header = await readAt(file, entry.offset, LOCAL_SIZE)
    if (header.readUInt32LE(0) !== LOCAL_ENTRY)
      throw new Error(`${entry.name} is not where ${archive} says it is`)
    return entry.offset + LOCAL_SIZE + header.readUInt16LE(26) + header.readUInt16LE(28)
  } finally {
    await file.close()
  }
}

/**
 * @param {Buffer} directory
 * @param {string} archive
 * @returns {ZipEntry[]}
 */
function parseDirectory(directory, archive) {
  const entries = []
  let at = 0
  while (at + ENTRY_SIZE <= directory.length && directory.readUInt32LE(at) === DIRECTORY_ENTRY) {
    const nameLength = directory.readUInt16LE(at + 28)
    const entry = {
      name: directory.toString('utf8', at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength),
      method: directory.readUInt16LE(at + 10),
      compressedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    }
    if (isOutside(entry.name))
      throw new Error(`${archive} has an entry that would be written elsewhere: ${entry.name}`)
    if (entry.size === IN_ZIP64 || entry.offset === IN_ZIP64) {
      throw new Error(`${entry.name} in ${archive} needs zip64, which is not supported`)
    }
    if (!entry.name.endsWith('/')) entries.push(entry)
    at += ENTRY_SIZE + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

/** @param {string} name */
function isOutside(name) {
  return name.startsWith('/') || name.includes('\\') || name.split('/').includes('..')
}

/**
 * @param {Buffer} tail the archive's last bytes
 * @returns {number} where the end record starts, -1 where there is none
 */
function findEnd(tail) {
  for (let at = tail.length - END_SIZE; at >= 0; at--) {
    if (tail.readUInt32LE(at) === END_OF_DIRECTORY) return at
  }
  return -1
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @param {number} position
 * @param {number} length
 */
async function readAt(file, position, length) {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}
