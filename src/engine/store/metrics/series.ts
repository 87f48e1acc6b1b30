import type { Database } from 'better-sqlite3'
import type { CurveKey } from '@shared/contract/curves'
import type { CurveReference } from './levels'

export const seriesQueries = {
  one: `SELECT id FROM series WHERE run_key = ? AND resolution = ? AND metric = ? AND split = ?
    AND ifnull(class_index, -1) = ifnull(?, -1)`,
  ofRun: `SELECT id, resolution, metric, split, class_index AS classIndex FROM series WHERE run_key = ?`,
}

export type SeriesRow = CurveKey & { id: number }

/** Which curves a run has. */
export class SeriesTable {
  private readonly selectOne
  private readonly selectOfRun
  private readonly insert

  constructor(database: Database) {
    this.selectOne = database
      .prepare<[number, string, string, string, number | null], number>(seriesQueries.one)
      .pluck()
    this.selectOfRun = database.prepare<[number], SeriesRow>(seriesQueries.ofRun)
    this.insert = database.prepare(
      'INSERT INTO series (run_key, resolution, metric, split, class_index) VALUES (?, ?, ?, ?, ?)',
    )
  }

  ofRun(runKey: number): SeriesRow[] {
    return this.selectOfRun.all(runKey)
  }

  find(runKey: number, key: CurveKey): CurveReference | null {
    const { resolution, metric, split, classIndex } = key
    const seriesId = this.selectOne.get(runKey, resolution, metric, split, classIndex)
    return seriesId === undefined ? null : { seriesId, resolution }
  }

  findOrInsert(runKey: number, key: CurveKey): CurveReference {
    const found = this.find(runKey, key)
    if (found) return found
    const { resolution, metric, split, classIndex } = key
    const { lastInsertRowid } = this.insert.run(runKey, resolution, metric, split, classIndex)
    return { seriesId: Number(lastInsertRowid), resolution }
  }
}
