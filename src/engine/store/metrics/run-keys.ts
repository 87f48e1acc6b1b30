import type { Database } from 'better-sqlite3'
import { notFound } from '../errors'
import { fromJson } from '../json'

/** What the metrics need to know of a run. */
export interface RunRow {
  key: number
  labels: string[]
}

/** @returns finds a run by its id; throws `not-found`. */
export function createRunFinder(database: Database): (runId: string) => RunRow {
  const select = database.prepare<[string], { key: number; labels: string }>(
    'SELECT key, labels FROM runs WHERE id = ?',
  )
  return (runId) => {
    const row = select.get(runId)
    if (!row) throw notFound('run', runId)
    return { key: row.key, labels: fromJson<string[]>(row.labels) }
  }
}
