import Database from 'better-sqlite3'
import { join } from 'node:path'
import { bytesIn, durationOf, withFolder } from './folders'
import type { Measurement } from './report'

/** What one writes without thinking: a table with the eight columns, an index, an insert a row, a transaction a batch. */
export function measurePlain(rows: number, batchSize: number): Measurement {
  return withFolder((folder) => {
    const database = new Database(join(folder, 'plain.sqlite'))
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    database.exec(`
      CREATE TABLE metrics (run TEXT, metric TEXT, class TEXT, split TEXT, step INTEGER, epoch INTEGER, time REAL, value REAL);
      CREATE INDEX metrics_run ON metrics (run, metric, step);`)
    const insert = database.prepare('INSERT INTO metrics VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    const run = '01K0000000000000000000BENC'
    const writeBatch = database.transaction((first: number, size: number) => {
      for (let index = 0; index < size; index++) {
        const step = first + index + 1
        insert.run(
          run,
          'loss',
          null,
          'train',
          step,
          1 + Math.floor(first / 20_000),
          step * 0.00031,
          Math.random(),
        )
      }
    })
    const write = durationOf(() => {
      for (let done = 0; done < rows; done += batchSize) writeBatch(done, Math.min(batchSize, rows - done))
    })
    const read = durationOf(() => {
      database
        .prepare('SELECT step, value FROM metrics WHERE run = ? AND metric = ? ORDER BY step')
        .all(run, 'loss')
    })
    database.close()
    return { rows, write, read, bytes: bytesIn(folder) }
  })
}
