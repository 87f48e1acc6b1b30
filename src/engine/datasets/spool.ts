import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs'

type Numbers = Float64Array | Float32Array | Int32Array

/** Numbers held before they are written, and given back at once. */
const pieceLength = 256 * 1024

/**
 * Numbers of unknown count on their way to a data file, in a temporary file: memory stays the same however many come.
 * It writes and reads synchronously, so it belongs into a process that answers nobody.
 */
export class Spool<Kind extends Numbers> {
  private readonly file: number
  private readonly piece: Kind
  private used = 0
  private written = 0

  constructor(
    private readonly path: string,
    private readonly Kind: new (length: number) => Kind,
  ) {
    this.piece = new Kind(pieceLength)
    this.file = openSync(path, 'wx+')
  }

  get length(): number {
    return this.written + this.used
  }

  push(value: number): void {
    if (this.used === pieceLength) this.flush()
    this.piece[this.used++] = value
  }

  /** Gives back all numbers in order, some at a time; each piece is overwritten by the next. */
  *pieces(): Generator<Kind> {
    this.flush()
    const size = this.piece.BYTES_PER_ELEMENT
    for (let start = 0; start < this.written; start += pieceLength) {
      const count = Math.min(pieceLength, this.written - start)
      const bytes = new Uint8Array(this.piece.buffer, 0, count * size)
      for (let done = 0; done < bytes.length;) {
        done += readSync(this.file, bytes, done, bytes.length - done, start * size + done)
      }
      yield this.piece.subarray(0, count) as Kind
    }
  }

  remove(): void {
    closeSync(this.file)
    rmSync(this.path, { force: true })
  }

  private flush(): void {
    const size = this.piece.BYTES_PER_ELEMENT
    const bytes = new Uint8Array(this.piece.buffer, 0, this.used * size)
    for (let done = 0; done < bytes.length;) {
      done += writeSync(this.file, bytes, done, bytes.length - done, this.written * size + done)
    }
    this.written += this.used
    this.used = 0
  }
}
