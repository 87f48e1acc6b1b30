/** The header of NumPy's .npy format, versions 1 to 3. */
import { DataProblem } from '../data-problem'
import type { ArrayLayout, ItemKind } from './array-file'

/** Bytes that hold the header of any array without fields. */
export const npyHeadBytes = 64 * 1024

const kinds: Readonly<Record<string, ItemKind>> = {
  b1: 'uint8',
  u1: 'uint8',
  i1: 'int8',
  u2: 'uint16',
  i2: 'int16',
  u4: 'uint32',
  i4: 'int32',
  u8: 'uint64',
  i8: 'int64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
}

/** @throws DataProblem where it is no header, or one of an array that is no table of numbers or texts */
export function readNpyLayout(head: Buffer, name: string): ArrayLayout {
  if (head.toString('latin1', 0, 6) !== '\x93NUMPY') {
    throw broken('it does not begin as a NumPy array does.', name)
  }
  const isVersion1 = head[6] === 1
  const prefix = isVersion1 ? 10 : 12
  if (head.length < prefix) throw broken('its header is cut short.', name)
  const offset = prefix + (isVersion1 ? head.readUInt16LE(8) : head.readUInt32LE(8))
  if (head.length < offset) throw broken('its header is cut short, or too long.', name)
  const text = head.toString('utf8', prefix, offset)
  const type = /'descr':\s*'([<>|=])([A-Za-z])(\d+)'/.exec(text)
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1]
  const shape = /'shape':\s*\(([\d\s,]*)\)/.exec(text)?.[1]
  if (type === null) throw unknownType(text, name)
  if (order === undefined || shape === undefined) throw broken('its header has no shape or order.', name)
  const lengths = shape.split(',').flatMap((length) => (length.trim() === '' ? [] : [Number(length)]))
  if (lengths.length < 1 || lengths.length > 4 || !lengths.every(Number.isSafeInteger)) {
    throw broken(
      `its shape is (${shape}); a data set has 1 to 4 dimensions, the first of them the samples.`,
      name,
    )
  }
  const isColumnMajor = order === 'True' && lengths.length > 1
  return { ...itemOf(type, text, name), shape: lengths, isColumnMajor, offset }
}

function itemOf(
  [, order, letter = '', size = '']: RegExpExecArray,
  text: string,
  name: string,
): Pick<ArrayLayout, 'kind' | 'itemBytes' | 'isLittleEndian'> {
  const isLittleEndian = order !== '>'
  const length = Number(size)
  if (letter === 'U' && length > 0) return { kind: 'unicode', itemBytes: 4 * length, isLittleEndian }
  if (letter === 'S' && length > 0) return { kind: 'bytes', itemBytes: length, isLittleEndian }
  const kind = kinds[`${letter}${size}`]
  if (kind === undefined) throw unknownType(text, name)
  return { kind, itemBytes: length, isLittleEndian }
}

/** Names that the file of the labels may have, from the name of the features' file. */
export function npyLabelNames(name: string): string[] {
  const pairs: [RegExp, string][] = [
    [/^x(?=[_.-])/i, 'y'],
    [/(?<=[_-])x(?=\.npy$)/i, 'y'],
    [/features|images|inputs|data/i, 'labels'],
    [/features|images|inputs|data/i, 'targets'],
  ]
  const names = pairs.flatMap(([pattern, label]) => {
    const capital = /X/.test(pattern.exec(name)?.[0] ?? '') ? label.toUpperCase() : label
    return [name.replace(pattern, label), name.replace(pattern, capital)]
  })
  return [...new Set(names)].filter((other) => other !== name)
}

function unknownType(text: string, file: string): DataProblem {
  const type = /'descr':\s*('[^']*'|\[[^\]]*\])/.exec(text)?.[1] ?? 'unknown'
  return new DataProblem(
    `its items are of type ${type.slice(0, 60)}; only numbers and texts can be read. Save it with astype(float) or astype(str).`,
    { file, value: type.slice(0, 60), expected: 'numbers or texts' },
  )
}

function broken(why: string, file: string): DataProblem {
  return new DataProblem(why, { file, expected: 'a NumPy array' })
}
