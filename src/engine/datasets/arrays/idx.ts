/** The IDX format of the MNIST files: two zero bytes, a type, a count of dimensions, their lengths, items; big-endian. */
import { DataProblem } from '../data-problem'
import type { ArrayLayout, ItemKind } from './array-file'

const kinds: Readonly<Record<number, [ItemKind, number]>> = {
  0x08: ['uint8', 1],
  0x09: ['int8', 1],
  0x0b: ['int16', 2],
  0x0c: ['int32', 4],
  0x0d: ['float32', 4],
  0x0e: ['float64', 8],
}
const mostDimensions = 4

/** Bytes that hold any header. */
export const idxHeadBytes = 4 + 4 * mostDimensions

/** @throws DataProblem where it is no header of an IDX file */
export function readIdxLayout(head: Buffer, name: string): ArrayLayout {
  const [zero, zeroToo, type, dimensions] = head
  const kind = kinds[type ?? 0]
  if (zero !== 0 || zeroToo !== 0 || kind === undefined || dimensions === undefined) {
    throw broken('it does not begin as an IDX file does (0, 0, type, dimensions).', name)
  }
  if (dimensions < 1 || dimensions > mostDimensions || head.length < 4 + 4 * dimensions) {
    throw broken(`its header speaks of ${dimensions} dimensions; images have 3, labels 1.`, name)
  }
  const shape = Array.from({ length: dimensions }, (_, d) => head.readUInt32BE(4 + 4 * d))
  const [itemKind, itemBytes] = kind
  return {
    kind: itemKind,
    itemBytes,
    isLittleEndian: false,
    shape,
    isColumnMajor: false,
    offset: 4 + 4 * dimensions,
  }
}

/** Names that the file of the labels may have, from the name of the images' file. */
export function idxLabelNames(name: string): string[] {
  const plain = name.replace(/\.gz$/i, '')
  const labels = plain.replace(/images/i, 'labels').replace(/idx\d/i, 'idx1')
  return labels === plain ? [] : withAndWithoutGz(labels)
}

/** Names that the file of the images may have, from the name of the labels' file. */
export function idxImageNames(name: string): string[] {
  const plain = name.replace(/\.gz$/i, '')
  const images = plain.replace(/labels/i, 'images').replace(/idx\d/i, 'idx3')
  return images === plain ? [] : withAndWithoutGz(images)
}

function withAndWithoutGz(name: string): string[] {
  return [name, `${name}.gz`]
}

function broken(why: string, file: string): DataProblem {
  return new DataProblem(why, { file, expected: 'an IDX file' })
}
