/** Small files of every format, made by the packages or by hand. */
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { makeZip } from './zip'

/** Writes what a query gives as a Parquet file. */
export async function writeParquet(path: string, select: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT PARQUET)`)
  connection.closeSync()
  instance.closeSync()
}

/** An IDX file of bytes. */
export function idx(shape: number[], items: ArrayLike<number>): Buffer {
  const head = Buffer.alloc(4 + 4 * shape.length)
  head.set([0, 0, 0x08, shape.length])
  shape.forEach((length, d) => head.writeUInt32BE(length, 4 + 4 * d))
  return Buffer.concat([head, Uint8Array.from(items)])
}

export function idxGz(shape: number[], items: ArrayLike<number>): Buffer {
  return gzipSync(idx(shape, items))
}

/** A .npy file; `type` as NumPy writes it ("<f4"). */
export function npy(type: string, shape: number[], data: ArrayBufferView, isColumnMajor = false): Buffer {
  const lengths = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const header = `{'descr': '${type}', 'fortran_order': ${isColumnMajor ? 'True' : 'False'}, 'shape': (${lengths}), }`
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`
  const head = Buffer.alloc(10)
  head.write('\x93NUMPY\x01\x00', 'latin1')
  head.writeUInt16LE(padded.length, 8)
  return Buffer.concat([
    head,
    Buffer.from(padded),
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  ])
}

export function npz(arrays: Record<string, Buffer>, isCompressed = true): Buffer {
  return makeZip(
    Object.entries(arrays).map(([name, data]) => ({ name: `${name}.npy`, data })),
    isCompressed,
  )
}
