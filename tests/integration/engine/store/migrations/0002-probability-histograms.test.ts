import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { initial } from '../../../../../src/engine/store/migrations/0001-initial'
import { probabilityHistograms } from '../../../../../src/engine/store/migrations/0002-probability-histograms'
import { migrate } from '../../../../../src/engine/store/migrations/migrate'

function withOneEpoch(): Database.Database {
  const database = new Database(':memory:')
  database.pragma('foreign_keys = ON')
  migrate(database, [initial])
  database.exec(`
    INSERT INTO datasets VALUES ('d', 'd', 'imported', 'h', 1, 1, '[]', NULL, '[]', NULL, NULL, 1);
    INSERT INTO runs (key, id, experiment_id, name, state, colour, created_at, dataset_id, dataset_hash, config_hash,
      config, labels)
    VALUES (1, 'r', 'default', 'r', 'done', 'palette:0', 1, 'd', 'h', 'c', '{"seed": 4}', '["a"]');
    INSERT INTO epochs VALUES (1, 1, 10, 0.5, 1);
    INSERT INTO confusion_matrices VALUES (1, 1, 'train', '[3]', '[[3]]')`)
  // Not `migrate`: a database in memory cannot be backed up.
  database.exec(probabilityHistograms.sql)
  return database
}

it('leaves the epochs on record as they are, without histograms', () => {
  const database = withOneEpoch()
  expect(database.prepare('SELECT matrix FROM confusion_matrices').pluck().all()).toEqual(['[[3]]'])
  expect(database.prepare('SELECT * FROM probability_histograms').all()).toEqual([])
})

it('histograms belong to an epoch, and go with it', () => {
  const database = withOneEpoch()
  const insert = database.prepare('INSERT INTO probability_histograms VALUES (1, ?, ?, ?)')
  insert.run(1, 'train', '[[0,3]]')
  expect(() => insert.run(2, 'train', '[[0,3]]')).toThrow('FOREIGN KEY')
  expect(() => insert.run(1, 'test', '[[0,3]]')).toThrow('CHECK')
  database.exec('DELETE FROM epochs')
  expect(database.prepare('SELECT * FROM probability_histograms').all()).toEqual([])
})
