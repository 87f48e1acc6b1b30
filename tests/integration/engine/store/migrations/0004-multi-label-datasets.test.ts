import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { initial } from '../../../../../src/engine/store/migrations/0001-initial'
import { multiLabelDatasets } from '../../../../../src/engine/store/migrations/0004-multi-label-datasets'

it('takes data sets on record as having one class a sample', () => {
  const database = new Database(':memory:')
  database.exec(initial.sql)
  database.exec(
    `INSERT INTO datasets VALUES ('d', 'd', 'imported', 'h', 1, 1, '[]', NULL, '[]', NULL, NULL, 1)`,
  )
  // Not `migrate`: a database in memory cannot be backed up.
  database.exec(multiLabelDatasets.sql)
  expect(database.prepare('SELECT id, multi_label FROM datasets').all()).toEqual([
    { id: 'd', multi_label: 0 },
  ])
})
