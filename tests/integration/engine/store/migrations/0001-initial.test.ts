import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { initial } from '../../../../../src/engine/store/migrations/0001-initial'
import { migrate } from '../../../../../src/engine/store/migrations/migrate'
import { queryPlan } from '../support'

function migrated(): Database.Database {
  const database = new Database(':memory:')
  database.pragma('foreign_keys = ON')
  migrate(database, [initial])
  return database
}

function addRun(database: Database.Database): void {
  database.exec(`
    INSERT INTO datasets VALUES ('d', 'd', 'imported', 'h', 1, 1, '[]', NULL, '[]', NULL, NULL, 1);
    INSERT INTO runs (key, id, experiment_id, name, state, colour, queue_position, created_at, dataset_id, dataset_hash,
      config_hash, config, labels)
    VALUES (1, 'r', 'default', 'r', 'queued', 'palette:0', 1, 1, 'd', 'h', 'c', '{"seed": 4}', '["a"]')`)
}

describe('migration 1', () => {
  it('makes the tables, the view and the default experiment', () => {
    const database = migrated()
    const names = (type: string) =>
      database
        .prepare<[string], string>(
          "SELECT name FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite%' ORDER BY name",
        )
        .pluck()
        .all(type)
    expect(names('table')).toEqual([
      'checkpoints',
      'confusion_matrices',
      'datasets',
      'epoch_points',
      'epochs',
      'experiments',
      'predictions',
      'rollups',
      'run_log',
      'runs',
      'series',
      'settings',
      'step_points',
    ])
    expect(names('view')).toEqual(['metrics'])
    expect(database.prepare('SELECT id, name FROM experiments').all()).toEqual([
      { id: 'default', name: 'Default' },
    ])
  })

  it('reads seed, backend and compilation out of the documents of a run', () => {
    const database = migrated()
    addRun(database)
    const select = database.prepare('SELECT seed, backend, compiled FROM runs')
    expect(select.get()).toEqual({ seed: 4, backend: null, compiled: null })
    database.exec(`UPDATE runs SET environment = '{"backend": "wasm", "compiled": false}'`)
    expect(select.get()).toEqual({ seed: 4, backend: 'wasm', compiled: 0 })
  })

  it.each([
    ['a state nobody knows', "UPDATE runs SET state = 'lost'"],
    ['a queued run without a place', 'UPDATE runs SET queue_position = NULL'],
    ['a running run with a place', "UPDATE runs SET state = 'running'"],
    ['a data set that is used', 'DELETE FROM datasets'],
    ['a text for a number', "UPDATE runs SET created_at = 'today'"],
    ['a point of no series', 'INSERT INTO step_points VALUES (9, 1, 1, 1, 1.0)'],
    [
      'a series twice',
      "INSERT INTO series SELECT NULL, 1, 'step', 'loss', 'train', NULL FROM (VALUES (1), (2))",
    ],
    ['a matrix of no epoch', "INSERT INTO confusion_matrices VALUES (1, 1, 'train', '[]', '[]')"],
  ])('refuses %s', (_what, sql) => {
    const database = migrated()
    addRun(database)
    expect(() => database.exec(sql)).toThrow(/constraint|cannot store/)
  })

  it('deletes all that hangs on a run with it, by index', () => {
    const database = migrated()
    const children = ['run_log', 'checkpoints', 'epochs', 'predictions', 'series']
    for (const table of children) {
      const [step] = queryPlan(database, `DELETE FROM ${table} WHERE run_key = ?`)
      expect(step).toMatch(/^SEARCH/)
    }
    for (const table of ['step_points', 'epoch_points', 'rollups']) {
      const [step] = queryPlan(database, `DELETE FROM ${table} WHERE series_id = ?`)
      expect(step).toMatch(/^SEARCH/)
    }
  })
})
