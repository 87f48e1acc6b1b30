/** Arrays of numbers in files, whatever their header looks like: read in pieces, row by row. */
import { open, stat, type FileHandle } from 'node:fs/promises'
import { DataProblem } from '../data-problem'

export type ItemKind =
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'uint32'
  | 'int32'
  | 'uint64'
  | 'int64'
  | 'float16'
  | 'float32'
  | 'float64'
  | 'bytes'
  | 'unicode'

export interface ArrayLayout {
  kind: ItemKind
  itemBytes: number
  isLittleEndian: boolean
  shape: number[]
  /** Columns lie together, and not rows. */
  isColumnMajor: boolean
  /** Where the items begin. */
  offset: number
}

/** Bytes read at once. */
const pieceBytes = 4 * 2 ** 20

/** An array that is open for reading. Its first dimension counts the rows. */
export class ArrayFile {
  readonly rows: number
  /** Items of a row. */
  readonly width: number

  private constructor(
    private readonly file: FileHandle,
    /** What the array is called, for messages. */
    readonly name: string,
    readonly layout: ArrayLayout,
  ) {
    this.rows = layout.shape[0] ?? 0
    this.width = layout.shape.slice(1).reduce((product, size) => product * size, 1)
  }

  /** @throws DataProblem where the file does not have as many items as its header says */
  static async open(path: string, name: string, layout: ArrayLayout): Promise<ArrayFile> {
    const { size } = await stat(path)
    const items = layout.shape.reduce((product, length) => product * length, 1)
    const expected = layout.offset + items * layout.itemBytes
    if (size !== expected) {
      throw new DataProblem(
        `its header speaks of ${layout.shape.join(' × ')} values, which take ${expected} bytes, but it has ${size}. Write it again.`,
        { file: name, value: String(size), expected: `${expected} bytes` },
      )
    }
    return new ArrayFile(await open(path, 'r'), name, layout)
  }

  /** Whether every item is a whole number of at most 16 bits. */
  get isSmall(): boolean {
    return ['uint8', 'int8', 'uint16', 'int16'].includes(this.layout.kind)
  }

  get isText(): boolean {
    return this.layout.kind === 'bytes' || this.layout.kind === 'unicode'
  }

  /** Rows that are read at once. */
  get rowsAtOnce(): number {
    return Math.max(1, Math.floor(pieceBytes / Math.max(1, this.width * this.layout.itemBytes)))
  }

  /** Items of `count` rows from row `first` on, row-major. */
  async numbers(first: number, count: number): Promise<Float64Array> {
    const numbers = new Float64Array(count * this.width)
    await this.readItems(first, count, (bytes, items, to, stride) => {
      const read = numberReader(bytes, this.layout)
      for (let i = 0; i < items; i++) numbers[to + i * stride] = read(i)
    })
    return numbers
  }

  /** The same as texts; numbers are written as numbers. */
  async texts(first: number, count: number): Promise<string[]> {
    if (!this.isText) return Array.from(await this.numbers(first, count), String)
    const texts = new Array<string>(count * this.width).fill('')
    await this.readItems(first, count, (bytes, items, to, stride) => {
      for (let i = 0; i < items; i++) texts[to + i * stride] = readText(bytes, i, this.layout)
    })
    return texts
  }

  close(): Promise<void> {
    return this.file.close()
  }

  private async readItems(
    first: number,
    count: number,
    take: (bytes: Buffer, items: number, to: number, stride: number) => void,
  ): Promise<void> {
    const { isColumnMajor, itemBytes, offset } = this.layout
    if (!isColumnMajor) {
      const bytes = await this.bytes(offset + first * this.width * itemBytes, count * this.width * itemBytes)
      return take(bytes, count * this.width, 0, 1)
    }
    for (let k = 0; k < this.width; k++) {
      const start = offset + (columnPlace(k, this.layout.shape) * this.rows + first) * itemBytes
      take(await this.bytes(start, count * itemBytes), count, k, this.width)
    }
  }

  private async bytes(position: number, length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(length)
    for (let done = 0; done < length;) {
      const { bytesRead } = await this.file.read(bytes, done, length - done, position + done)
      if (bytesRead === 0)
        throw new DataProblem('the file became shorter while it was read.', { file: this.name })
      done += bytesRead
    }
    return bytes
  }
}

/** Where the k-th item of a row (row-major) lies among the columns of a column-major array. */
function columnPlace(k: number, shape: readonly number[]): number {
  let place = 0
  let rest = k
  const lengths = shape.slice(1)
  for (let d = lengths.length - 1; d >= 0; d--) {
    const length = lengths[d] ?? 1
    const stride = lengths.slice(0, d).reduce((product, size) => product * size, 1)
    place += (rest % length) * stride
    rest = Math.floor(rest / length)
  }
  return place
}

function numberReader(
  bytes: Buffer,
  { kind, isLittleEndian, itemBytes }: ArrayLayout,
): (item: number) => number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = isLittleEndian
  switch (kind) {
    case 'uint8':
      return (i) => bytes[i] ?? 0
    case 'int8':
      return (i) => view.getInt8(i)
    case 'uint16':
      return (i) => view.getUint16(2 * i, little)
    case 'int16':
      return (i) => view.getInt16(2 * i, little)
    case 'uint32':
      return (i) => view.getUint32(4 * i, little)
    case 'int32':
      return (i) => view.getInt32(4 * i, little)
    case 'uint64':
      return (i) => Number(view.getBigUint64(8 * i, little))
    case 'int64':
      return (i) => Number(view.getBigInt64(8 * i, little))
    case 'float16':
      return (i) => fromFloat16(view.getUint16(2 * i, little))
    case 'float32':
      return (i) => view.getFloat32(4 * i, little)
    case 'float64':
      return (i) => view.getFloat64(8 * i, little)
    case 'bytes':
    case 'unicode':
      return (i) => Number(readText(bytes, i, { kind, isLittleEndian, itemBytes }))
  }
}

/** IEEE 754 binary16: 1 sign bit, 5 bits of exponent, 10 of fraction. */
function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** Texts of fixed length, filled up with zeros. */
function readText(
  bytes: Buffer,
  item: number,
  { kind, isLittleEndian, itemBytes }: Pick<ArrayLayout, 'kind' | 'isLittleEndian' | 'itemBytes'>,
): string {
  const start = item * itemBytes
  if (kind === 'bytes') return bytes.toString('utf8', start, start + itemBytes).replace(/\0+$/, '')
  const points: number[] = []
  for (let at = start; at < start + itemBytes; at += 4) {
    const point = isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
    if (point > 0x10ffff) throw new DataProblem(`${point} is no character.`, { value: String(point) })
    points.push(point)
  }
  return String.fromCodePoint(...points).replace(/\0+$/, '')
}
