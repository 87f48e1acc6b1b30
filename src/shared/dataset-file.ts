/**
 * The binary file of a data set, written by the engine and read by the trainer:
 * magic "FBDS", uint32 version, uint32 header length, header (JSON, UTF-8, padded with spaces to 8 bytes),
 * features (float32, samples × features, row-major), labels (int32, one a sample). Little-endian.
 */
import { FocalError } from './errors'

export interface DatasetHeader {
  samples: number
  features: number
  featureNames: string[]
  /** [height, width, channels] or null for a table. */
  shape: [number, number, number] | null
  /** Names of the classes; a label is an index into them. */
  labels: string[]
}

export interface DatasetContent extends DatasetHeader {
  /** samples × features, row-major. */
  values: Float32Array
  /** Class index of each sample. */
  classes: Int32Array
}

const magic = 0x53444246 // "FBDS", little-endian
const version = 1
const prefixBytes = 12

/** The beginning of a data file, up to where the features start. */
export function encodeDatasetPrefix(header: DatasetHeader): Uint8Array {
  const { samples, features, featureNames, shape, labels } = header
  const json = new TextEncoder().encode(JSON.stringify({ samples, features, featureNames, shape, labels }))
  const headerBytes = Math.ceil((json.length + prefixBytes) / 8) * 8 - prefixBytes
  const bytes = new Uint8Array(prefixBytes + headerBytes).fill(0x20)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, magic, true)
  view.setUint32(4, version, true)
  view.setUint32(8, headerBytes, true)
  bytes.set(json, prefixBytes)
  return bytes
}

export function encodeDataset(content: DatasetContent): Uint8Array {
  const { values, classes } = content
  const prefix = encodeDatasetPrefix(content)
  const bytes = new Uint8Array(prefix.length + values.byteLength + classes.byteLength)
  bytes.set(prefix)
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), prefix.length)
  bytes.set(
    new Uint8Array(classes.buffer, classes.byteOffset, classes.byteLength),
    prefix.length + values.byteLength,
  )
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
  if (view.getUint32(4, true) !== version)
    throw broken(`its version is ${view.getUint32(4, true)}, not ${version}`)
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
  const valueCount = header.samples * header.features
  if (whole.byteLength !== start + 4 * (valueCount + header.samples)) throw broken('it is cut short')
  return {
    ...header,
    values: new Float32Array(whole.buffer, whole.byteOffset + start, valueCount),
    classes: new Int32Array(whole.buffer, whole.byteOffset + start + 4 * valueCount, header.samples),
  }
}

function broken(why: string): FocalError {
  return new FocalError({
    code: 'data-set-invalid',
    message: `The data file cannot be read: ${why}. Remove the data set and import it again.`,
  })
}
