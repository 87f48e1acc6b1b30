import Database from 'better-sqlite3'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { migrations } from '../../../../../src/engine/store/migrations'
import { applicationId, migrate, type Migration } from '../../../../../src/engine/store/migrations/migrate'
import { temporaryHome } from '../support'

const first: Migration = { version: 1, name: 'first', sql: 'CREATE TABLE notes (text TEXT)' }
const second: Migration = {
  version: 2,
  name: 'second',
  sql: "ALTER TABLE notes ADD COLUMN time; INSERT INTO notes VALUES ('new', 1)",
}
const broken: Migration = {
  version: 3,
  name: 'broken',
  sql: 'CREATE TABLE half_done (x); SELECT * FROM nowhere',
}

function open(path: string): Database.Database {
  const database = new Database(path)
  onTestFinished(() => void database.close())
  return database
}

function versionOf(database: Database.Database): unknown {
  return database.pragma('user_version', { simple: true })
}

function tablesOf(database: Database.Database): string[] {
  return database.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all()
}

it('numbers migrations from 1, in order and without gaps', () => {
  expect(migrations.map((migration) => migration.version)).toEqual(migrations.map((_, index) => index + 1))
})

it('runs what is missing, once', () => {
  const database = open(join(temporaryHome(), 'notes.sqlite'))
  expect(migrate(database, [first])).toBeNull()
  expect([versionOf(database), database.pragma('application_id', { simple: true })]).toEqual([
    1,
    applicationId,
  ])
  migrate(database, [first, second])
  migrate(database, [first, second])
  expect(versionOf(database)).toBe(2)
  expect(database.prepare('SELECT * FROM notes').all()).toEqual([{ text: 'new', time: 1 }])
})

it('backs an older database up before it touches it, the uncheckpointed log included', () => {
  const home = temporaryHome()
  const database = open(join(home, 'notes.sqlite'))
  database.pragma('journal_mode = WAL')
  migrate(database, [first])
  expect(readdirSync(home)).not.toContain('backups')
  database.exec("INSERT INTO notes VALUES ('旧')")
  const backup = migrate(database, [first, second])
  expect(backup).toContain(join(home, 'backups', 'notes-v1-'))
  expect(readdirSync(join(home, 'backups'))).toHaveLength(1)
  const copy = open(backup!)
  expect([versionOf(copy), copy.prepare('SELECT * FROM notes').all()]).toEqual([1, [{ text: '旧' }]])
  expect(copy.pragma('application_id', { simple: true })).toBe(applicationId)
})

it('leaves no trace of a migration that fails, and keeps those before it', () => {
  const database = open(join(temporaryHome(), 'notes.sqlite'))
  expect(() => migrate(database, [first, second, broken])).toThrow('nowhere')
  expect(versionOf(database)).toBe(2)
  expect(tablesOf(database)).toEqual(['notes'])
})
