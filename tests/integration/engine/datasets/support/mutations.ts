/** What may have happened to a file. Rough mutations break it anywhere; gentle ones keep its build and change what it says. */
import type { Random } from '@core/sampling/random'

/** One to four changes: a byte or a bit, a piece cut out, doubled or moved, an end cut off, an unlikely number. */
export function mutateRoughly(content: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(content)
  for (let changes = 1 + random.below(4); changes > 0; changes--) bytes = breakBytes(bytes, random)
  return bytes
}

function breakBytes(bytes: Buffer, random: Random): Buffer {
  const at = random.below(Math.max(1, bytes.length))
  const length = 1 + random.below(Math.max(1, Math.min(32, bytes.length - at)))
  const before = bytes.subarray(0, at)
  switch (random.below(7)) {
    case 0:
      return Buffer.concat([before, Buffer.of(random.below(256)), bytes.subarray(at + 1)])
    case 1:
      return Buffer.concat([
        before,
        Buffer.of((bytes[at] ?? 0) ^ (1 << random.below(8))),
        bytes.subarray(at + 1),
      ])
    case 2:
      return Buffer.concat([before, bytes.subarray(at + length)])
    case 3:
      return Buffer.concat([before, bytes.subarray(at, at + length), bytes.subarray(at)])
    case 4:
      return Buffer.from(before)
    case 5:
      return Buffer.concat([
        before,
        Buffer.from(unlikely[random.below(unlikely.length)] ?? ''),
        bytes.subarray(at),
      ])
    default:
      return Buffer.concat([before, Buffer.of(0xff, 0xff, 0xff, 0x7f), bytes.subarray(at + 4)])
  }
}

const unlikely = [
  '"',
  ',',
  '\n',
  '\r',
  '\0',
  'NaN',
  '-',
  '1e999',
  '{',
  '}',
  '\ufeff',
  '\x80',
  ',,,,',
  '""',
  '999999999999',
]

/** One or two changes of values, of rows or of lengths, none of which breaks the quotes, the brackets or the framing. */
export function mutateGently(content: Buffer, isText: boolean, random: Random): Buffer {
  let changed: Buffer = Buffer.from(content)
  for (let changes = 1 + random.below(2); changes > 0; changes--) {
    changed = isText
      ? Buffer.from(changeText(changed.toString('utf8'), random))
      : changeNumber(changed, random)
  }
  return changed
}

/** Another word in the place of a word, or a line left out, doubled or moved. */
function changeText(text: string, random: Random): string {
  const lines = text.split('\n')
  const at = random.below(lines.length)
  const line = lines[at] ?? ''
  switch (random.below(6)) {
    case 0:
      return lines.toSpliced(at, 1).join('\n')
    case 1:
      return lines.toSpliced(at, 0, line).join('\n')
    case 2:
      return lines.with(at, lines[random.below(lines.length)] ?? '').join('\n')
    default: {
      const words = [...text.matchAll(/[\w.+-]+/g)]
      const { 0: word = '', index = 0 } = words[random.below(words.length)] ?? {}
      const other = [...otherValues, words[random.below(words.length)]?.[0] ?? '']
      const value = other[random.below(other.length)] ?? ''
      return text.slice(0, index) + value + text.slice(index + word.length)
    }
  }
}

/** A number of one, two or four bytes that is a little more or less, or is that of another place; or fewer or more data. */
function changeNumber(bytes: Buffer, random: Random): Buffer {
  const size = [1, 2, 4][random.below(3)] ?? 1
  if (bytes.length < 2 * size) return Buffer.concat([bytes, bytes])
  const at = random.below(bytes.length - size + 1)
  const from = random.below(bytes.length - size + 1)
  const step = random.below(2) === 0 ? 1 : 2 ** (8 * size) - 1
  const wrap = 2 ** (8 * size)
  switch (random.below(6)) {
    case 0:
      return bytes.subarray(0, bytes.length - size)
    case 1:
      return Buffer.concat([bytes, bytes.subarray(from, from + size)])
    case 2:
      bytes.copy(bytes, at, from, from + size)
      return bytes
    case 3:
      bytes.writeUIntBE((bytes.readUIntBE(at, size) + step) % wrap, at, size)
      return bytes
    default:
      bytes.writeUIntLE((bytes.readUIntLE(at, size) + step) % wrap, at, size)
      return bytes
  }
}

/** Values that a column may hold, expected or not. */
const otherValues = [
  '',
  '0',
  '-1',
  '1e308',
  '1e-320',
  '0x10',
  '1e400',
  'null',
  'NA',
  'true',
  '1_000',
  '1.5.2',
  'é',
  '９',
  '12345678901234567890',
  'x'.repeat(300),
]
