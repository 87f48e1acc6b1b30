import type { Database } from 'better-sqlite3'
import { badInput } from '@shared/errors'
import { notFound } from './errors'
import type { PredictionStore, Predictions } from './types'

interface PredictionRow {
  epoch: number
  row_numbers: Buffer
  probabilities: Buffer
}

/** Row numbers as little-endian int32, probabilities as little-endian float32: the machine's own on all we run on. */
export function createPredictionStore(database: Database): PredictionStore {
  const selectKey = database.prepare<[string], number>('SELECT key FROM runs WHERE id = ?').pluck()
  const upsert = database.prepare('INSERT OR REPLACE INTO predictions VALUES (?, ?, ?, ?, ?)')
  const select = database.prepare<[number, string], PredictionRow>(
    'SELECT epoch, row_numbers, probabilities FROM predictions WHERE run_key = ? AND which = ?',
  )

  function keyOf(runId: string): number {
    const key = selectKey.get(runId)
    if (key === undefined) throw notFound('run', runId)
    return key
  }

  return {
    save(runId, which, { epoch, rows, probabilities }) {
      const key = keyOf(runId)
      if (rows.length === 0 ? probabilities.length > 0 : probabilities.length % rows.length !== 0) {
        throw badInput(`${probabilities.length} probabilities do not fit ${rows.length} rows.`, {
          runId,
          which,
        })
      }
      upsert.run(key, which, epoch, bytesOf(rows), bytesOf(probabilities))
    },
    read(runId, which): Predictions | null {
      const row = select.get(keyOf(runId), which)
      if (!row) return null
      return {
        epoch: row.epoch,
        rows: new Int32Array(aligned(row.row_numbers)),
        probabilities: new Float32Array(aligned(row.probabilities)),
      }
    },
  }
}

function bytesOf(array: Int32Array | Float32Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength)
}

/** A copy in a buffer of its own, since SQLite's may start at any byte. */
function aligned(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}
