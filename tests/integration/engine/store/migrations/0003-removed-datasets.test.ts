import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { initial } from '../../../../../src/engine/store/migrations/0001-initial'
import { removedDatasets } from '../../../../../src/engine/store/migrations/0003-removed-datasets'

it('takes data sets on record as there', () => {
  const database = new Database(':memory:')
  database.exec(initial.sql)
  database.exec(
    `INSERT INTO datasets VALUES ('d', 'd', 'imported', 'h', 1, 1, '[]', NULL, '[]', NULL, NULL, 1)`,
  )
  // Not `migrate`: a database in memory cannot be backed up.
  database.exec(removedDatasets.sql)
  expect(database.prepare('SELECT id, removed_at FROM datasets').all()).toEqual([
    { id: 'd', removed_at: null },
  ])
})
