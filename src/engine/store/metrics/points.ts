import type { Database, Statement } from 'better-sqlite3'
import type { StepBatch } from '../types'

/** Rows of one statement: several at a time, since a call into SQLite costs more than the row it writes. */
const chunkSizes = [64, 8, 1]

/** Writes step points, a chunk a statement. */
export class StepPointWriter {
  private readonly chunks: { size: number; statement: Statement; values: number[] }[]

  constructor(database: Database) {
    this.chunks = chunkSizes.map((size) => ({
      size,
      statement: database.prepare(insertSteps(size)),
      values: new Array<number>(3 + 2 * size).fill(0),
    }))
  }

  write(seriesId: number, { epoch, firstStep, losses }: StepBatch, microseconds: Float64Array): void {
    let done = 0
    for (const { size, statement, values } of this.chunks) {
      values[0] = seriesId
      values[2] = epoch
      for (; losses.length - done >= size; done += size) {
        values[1] = firstStep + done
        for (let index = 0; index < size; index++) {
          values[3 + 2 * index] = microseconds[done + index]!
          values[4 + 2 * index] = losses[done + index]!
        }
        statement.run(values)
      }
    }
  }
}

/** Series, first step and epoch are bound once, then the microseconds and the value of each row. */
function insertSteps(rows: number): string {
  const values = Array.from({ length: rows }, (_, index) => `(${index}, ?, ?)`).join(', ')
  return `INSERT INTO step_points (series_id, step, epoch, microseconds, value)
    SELECT batch.series_id, batch.first_step + column1, batch.epoch, column2, column3
    FROM (SELECT ? AS series_id, ? AS first_step, ? AS epoch) AS batch, (VALUES ${values})`
}
