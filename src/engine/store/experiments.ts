import type { Database } from 'better-sqlite3'
import { notFound } from './errors'
import type { Experiment, ExperimentStore } from './types'

/** Groups of runs. There is one, `default`, from the beginning. */
export function createExperimentStore(database: Database): ExperimentStore {
  const columns = 'id, name, created_at AS createdAt'
  const selectAll = database.prepare<[], Experiment>(
    `SELECT ${columns} FROM experiments ORDER BY created_at, id`,
  )
  const selectOne = database.prepare<[string], Experiment>(`SELECT ${columns} FROM experiments WHERE id = ?`)
  return {
    list: () => selectAll.all(),
    get(id) {
      const experiment = selectOne.get(id)
      if (!experiment) throw notFound('experiment', id)
      return experiment
    },
  }
}
