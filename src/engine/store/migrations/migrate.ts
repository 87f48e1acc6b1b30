import type { Database } from 'better-sqlite3'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { FocalError } from '@shared/errors'
import { inTransaction } from '../transaction'

export interface Migration {
  /** The schema's version once this has run: 1, 2, 3, … */
  version: number
  name: string
  sql: string
}

/** "FBen" in SQLite's file header: tells our databases from others. */
export const applicationId = 0x4642656e

export function latestVersion(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0
}

/**
 * The schema version of a database, 0 for a new file. Changes nothing.
 * @throws FocalError `database-from-the-future` where a newer Focal Bench has written it, `database` where it
 *   belongs to another program.
 */
export function checkVersion(database: Database, migrations: readonly Migration[]): number {
  const version = Number(database.pragma('user_version', { simple: true }))
  const latest = latestVersion(migrations)
  const tables = Number(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get())
  if (tables > 0 && database.pragma('application_id', { simple: true }) !== applicationId) {
    throw new FocalError({
      code: 'database',
      message: `${database.name} belongs to another program. Choose another home with --home.`,
      details: { path: database.name },
    })
  }
  if (version > latest) {
    throw new FocalError({
      code: 'database-from-the-future',
      message:
        `${database.name} was written by a newer Focal Bench (format ${version}, this one knows ${latest}). ` +
        'Update Focal Bench, or choose another home with --home.',
      details: { path: database.name, version, latest },
    })
  }
  return version
}

/**
 * Brings a database to the latest schema: each migration in a transaction of its own, the version in the same one.
 * A database that holds something is first copied whole to `backups/` beside it.
 * @returns the path of the backup, or null where none was needed.
 */
export function migrate(database: Database, migrations: readonly Migration[]): string | null {
  const version = checkVersion(database, migrations)
  const missing = migrations.filter((migration) => migration.version > version)
  if (missing.length === 0) return null
  const backup = version > 0 ? backUp(database, version) : null
  for (const migration of missing) {
    inTransaction(database, () => {
      database.exec(migration.sql)
      database.pragma(`application_id = ${applicationId}`)
      database.pragma(`user_version = ${migration.version}`)
    })
  }
  return backup
}

function backUp(database: Database, version: number): string {
  const folder = join(dirname(database.name), 'backups')
  mkdirSync(folder, { recursive: true })
  const time = new Date().toISOString().replaceAll(':', '-')
  const path = join(folder, `${basename(database.name, '.sqlite')}-v${version}-${time}.sqlite`)
  const temporary = `${path}.part`
  rmSync(temporary, { force: true })
  database.prepare('VACUUM INTO ?').run(temporary)
  const file = openSync(temporary, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
  return path
}
