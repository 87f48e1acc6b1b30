import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { extractZip, listZip } from '../../../../scripts/setup/zip.mjs'
import { temporaryFolder, write } from '../sandbox'

interface Source {
  name: string
  content: Buffer
  isDeflated: boolean
}

/** A zip archive, written by the format's description and independently of the reader. */
function zipOf(sources: Source[], comment = ''): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, isDeflated } of sources) {
    const data = isDeflated ? deflateRawSync(content) : content
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(isDeflated ? 8 : 0, 4)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(data.length, 14)
    common.writeUInt32LE(content.length, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    // The local header has an extra field that the directory does not have, as real archives do.
    const extra = Buffer.from([1, 2, 3, 4, 5])
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), extra, data])
    local.writeUInt16LE(extra.length, 28)
    const entry = Buffer.alloc(46)
    entry.write('PK\x01\x02', 0, 'latin1')
    common.copy(entry, 6)
    entry.writeUInt32LE(offset, 42)
    locals.push(local)
    directory.push(entry, Buffer.from(name))
    offset += local.length
  }
  const listing = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(sources.length, 8)
  end.writeUInt16LE(sources.length, 10)
  end.writeUInt32LE(listing.length, 12)
  end.writeUInt32LE(offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...locals, listing, end, Buffer.from(comment)])
}

const text = Buffer.from('focal loss '.repeat(5000))
const sources: Source[] = [
  { name: 'library/', content: Buffer.alloc(0), isDeflated: false },
  { name: 'library/stored.bin', content: Buffer.from([0, 1, 2, 255]), isDeflated: false },
  { name: 'library/deflated.txt', content: text, isDeflated: true },
  { name: 'library/empty', content: Buffer.alloc(0), isDeflated: false },
]

describe('zip', () => {
  it('lists files with their sizes and leaves folders out', async () => {
    const archive = write(join(temporaryFolder(), 'a.zip'), zipOf(sources))
    const entries = await listZip(archive)
    expect(entries.map(({ name, size }) => [name, size])).toEqual([
      ['library/stored.bin', 4],
      ['library/deflated.txt', text.length],
      ['library/empty', 0],
    ])
  })

  it('extracts stored, deflated and empty entries, and only those asked for', async () => {
    const folder = temporaryFolder()
    const archive = write(join(folder, 'a.zip'), zipOf(sources, 'a comment after the end record'))
    const progress: number[] = []
    const written = await extractZip(
      archive,
      (name) => (name.endsWith('stored.bin') ? null : join(folder, 'out', name)),
      (bytes) => progress.push(bytes),
    )
    expect(written).toBe(2)
    expect(readFileSync(join(folder, 'out/library/deflated.txt'))).toEqual(text)
    expect(readFileSync(join(folder, 'out/library/empty'))).toHaveLength(0)
    expect(() => readFileSync(join(folder, 'out/library/stored.bin'))).toThrow('ENOENT')
    expect(progress.at(-1)).toBe(text.length)
  })

  it('keeps the bytes of a stored entry', async () => {
    const folder = temporaryFolder()
    const archive = write(join(folder, 'a.zip'), zipOf(sources))
    await extractZip(archive, (name) => (name.endsWith('stored.bin') ? join(folder, 'stored.bin') : null))
    expect(readFileSync(join(folder, 'stored.bin'))).toEqual(Buffer.from([0, 1, 2, 255]))
  })

  it('refuses an entry that would be written outside', async () => {
    const evil = [{ name: '../../etc/evil', content: Buffer.from('x'), isDeflated: false }]
    const archive = write(join(temporaryFolder(), 'a.zip'), zipOf(evil))
    await expect(listZip(archive)).rejects.toThrow('would be written elsewhere: ../../etc/evil')
  })

  it('refuses a truncated archive and a file that is none', async () => {
    const folder = temporaryFolder()
    const truncated = write(join(folder, 'a.zip'), zipOf(sources).subarray(0, 200))
    await expect(listZip(truncated)).rejects.toThrow('is not a zip archive')
    await expect(listZip(write(join(folder, 'b.zip'), ''))).rejects.toThrow('is not a zip archive')
  })

  it('sees that an entry is shorter than the directory says', async () => {
    const folder = temporaryFolder()
    const bytes = zipOf(sources)
    const entry = bytes.indexOf(
      'PK\x01\x02',
      bytes.indexOf('PK\x01\x02', bytes.indexOf('PK\x01\x02') + 1) + 1,
      'latin1',
    )
    bytes.writeUInt32LE(text.length + 7, entry + 24)
    const archive = write(join(folder, 'a.zip'), bytes)
    await expect(extractZip(archive, (name) => join(folder, 'out', name))).rejects.toThrow(
      'the archive is damaged',
    )
  })
})
