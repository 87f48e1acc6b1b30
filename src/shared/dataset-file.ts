/**
 * The binary file of a data set, written by the engine and read by the trainer:
 * magic "FBDS", uint32 version, uint32 header length, header (JSON, UTF-8, padded with spaces to 8 bytes),
 * features (float32, samples × features, row-major), labels (int32, one a sample), with a given split its parts
 * (int32, one a sample), and with several labels a sample those (uint8, samples × labels). Little-endian. Version 1 has
 * neither column descriptions nor a given split, version 2 one label a sample.
 */
import type { Encoding, FillRule } from './domain/dataset'
import { FocalError } from './errors'

/** Plain numbers; NaN where one is missing. */
export interface NumericColumn {
  type: 'numeric'
  /** To be added to a stored value: what float32 cannot tell apart is stored relative to the column's mean. */
  offset: number
  /** Samples without a value. */
  missing: number
}

/** Texts, stored as an index into the categories; NaN where one is missing. */
export interface CategoricalColumn {
  type: 'categorical'
  categories: string[]
  encoding: Encoding
  missing: number
}

export type ColumnDescription = NumericColumn | CategoricalColumn

/** A split that came with the file: samples of each class, in label order. */
export interface GivenSplit {
  /** The column (or folders) it was read from. */
  column: string
  train: number[]
  validation: number[]
}

/** Parts of a given split, as stored for each sample; samples of `unused` are in neither. */
export const splitParts = { train: 0, validation: 1, unused: 2 } as const

export interface DatasetHeader {
  samples: number
  /** Stored columns; a run's model may see more of them, or fewer (one-hot categories). */
  features: number
  featureNames: string[]
  /** [height, width, channels] or null for a table. */
  shape: [number, number, number] | null
  /** Names of the classes; a label is an index into them. */
  labels: string[]
  /** One a feature; absent where all are plain numbers with none missing. */
  columns?: ColumnDescription[]
  /** How a run fills in what is missing; absent where nothing is. */
  fill?: FillRule
  split?: GivenSplit
  /** Where a sample may have several labels, or none; absent where each has one class. */
  multiLabel?: true
}

export interface DatasetContent extends DatasetHeader {
  /** samples × features, row-major, as stored. */
  values: Float32Array
  /** Class index of each sample; where it may have several labels the rarest of them, and the number of labels for none. */
  classes: Int32Array
  /** Part of each sample (`splitParts`); there where the header has a split. */
  givenSplit?: Int32Array
  /** samples × labels, row-major, 1 where the sample has the label; there where the header says `multiLabel`. */
  targets?: Uint8Array
}

const magic = 0x53444246 // "FBDS", little-endian
const newestVersion = 3
const prefixBytes = 12

/** A file without anything of a later version stays what it was: the same content, the same hash. */
function versionOf({ columns, split, multiLabel }: DatasetHeader): number {
  if (multiLabel === true) return 3
  return columns === undefined && split === undefined ? 1 : newestVersion
}

/** Bytes of a data file after its prefix. */
export function contentBytes({ samples, features, split, labels, multiLabel }: DatasetHeader): number {
  const wholeNumbers = split === undefined ? 1 : 2
  return samples * (4 * (features + wholeNumbers) + (multiLabel === true ? labels.length : 0))
}

/** The beginning of a data file, up to where the features start. */
export function encodeDatasetPrefix(header: DatasetHeader): Uint8Array {
  const { samples, features, featureNames, shape, labels, columns, fill, split, multiLabel } = header
  const written: DatasetHeader = {
    samples,
    features,
    featureNames,
    shape,
    labels,
    columns,
    fill,
    split,
    multiLabel,
  }
  const json = new TextEncoder().encode(JSON.stringify(written))
  const headerBytes = Math.ceil((json.length + prefixBytes) / 8) * 8 - prefixBytes
  const bytes = new Uint8Array(prefixBytes + headerBytes).fill(0x20)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, magic, true)
  view.setUint32(4, versionOf(header), true)
  view.setUint32(8, headerBytes, true)
  bytes.set(json, prefixBytes)
  return bytes
}

export function encodeDataset(content: DatasetContent): Uint8Array {
  const { values, classes, givenSplit, targets } = content
  const parts = [
    encodeDatasetPrefix(content),
    values,
    classes,
    ...(givenSplit === undefined ? [] : [givenSplit]),
    ...(targets === undefined ? [] : [targets]),
  ]
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let offset = 0
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), offset)
    offset += part.byteLength
  }
  return bytes
}

/**
 * Reads the beginning of a data file. `bytes` may be cut anywhere: null where the header is not whole yet.
 * @returns the header, and the offset in bytes where the features start
 * @throws FocalError `data-set-invalid` where it is not a data file of this version
 */
export function decodeDatasetPrefix(bytes: Uint8Array): { header: DatasetHeader; start: number } | null {
  if (bytes.byteLength < prefixBytes) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0, true) !== magic) throw broken('it is not a data file')
  const version = view.getUint32(4, true)
  if (version < 1 || version > newestVersion)
    throw broken(`its version is ${version}, and this program knows those up to ${newestVersion}`)
  const start = prefixBytes + view.getUint32(8, true)
  if (bytes.byteLength < start) return null
  const json = new TextDecoder().decode(bytes.subarray(prefixBytes, start))
  return { header: JSON.parse(json) as DatasetHeader, start }
}

/** @throws FocalError `data-set-invalid` where the bytes are not a whole data file of this version. */
export function decodeDataset(bytes: Uint8Array): DatasetContent {
  // A Buffer's own slice() would share the memory, and stay misaligned.
  const whole = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes)
  const prefix = decodeDatasetPrefix(whole)
  if (prefix === null) throw broken('it is cut short')
  const { header, start } = prefix
  if (whole.byteLength !== start + contentBytes(header)) throw broken('it is cut short')
  const valueCount = header.samples * header.features
  const [valuesAt, classesAt] = [whole.byteOffset + start, whole.byteOffset + start + 4 * valueCount]
  const content: DatasetContent = {
    ...header,
    values: new Float32Array(whole.buffer, valuesAt, valueCount),
    classes: new Int32Array(whole.buffer, classesAt, header.samples),
  }
  let at = classesAt + 4 * header.samples
  if (header.split !== undefined) {
    content.givenSplit = new Int32Array(whole.buffer, at, header.samples)
    at += 4 * header.samples
  }
  if (header.multiLabel === true) {
    content.targets = new Uint8Array(whole.buffer, at, header.samples * header.labels.length)
  }
  return content
}

function broken(why: string): FocalError {
  return new FocalError({
    code: 'data-set-invalid',
    message: `The data file cannot be read: ${why}. Remove the data set and import it again.`,
  })
}
