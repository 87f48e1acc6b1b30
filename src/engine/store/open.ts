import Database from 'better-sqlite3'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { FocalError } from '@shared/errors'
import { DatasetTable } from './datasets'
import { databaseError, guarded, isStorageError } from './errors'
import { createExperimentStore } from './experiments'
import { lockHome } from './lock'
import { Metrics } from './metrics'
import { migrations } from './migrations'
import { checkVersion, latestVersion, migrate } from './migrations/migrate'
import { createPredictionStore } from './predictions'
import { createQueueStore } from './queue'
import { RunTable } from './runs'
import { createSettingsStore } from './settings'
import { inTransaction } from './transaction'
import type { OpenOptions, Store } from './types'

export const databaseFileName = 'focal-bench.sqlite'

const interruptedReason = 'Focal Bench ended while this run was training.'

/**
 * Opens the database of a home folder, and makes both where they are missing. The process has the home to itself
 * until it closes the store or ends.
 *
 * Durability: a write is committed to the write-ahead log before its call returns, so it survives the death of
 * the process, kill -9 included. `synchronous` is NORMAL: after a power loss or a crash of the operating system
 * the database is whole, but the last commits since the log was last folded in may be missing. OFF would risk
 * the file itself; FULL would wait for the disk at every batch.
 *
 * @throws FocalError `home-in-use`, `database-from-the-future`, or `database` where the folder cannot be written
 *   or the file is not a database or is damaged.
 */
export function openStore(home: string, options: OpenOptions = {}): Store {
  const path = join(home, databaseFileName)
  let unlock = (): void => undefined
  let database: Database.Database | null = null
  try {
    if (options.readOnly) {
      database = openToRead(path)
      return assemble(database, unlock, [])
    }
    mkdirSync(home, { recursive: true })
    unlock = lockHome(home)
    database = openToWrite(path)
    return assemble(database, unlock, new RunTable(database).markInterrupted(interruptedReason))
  } catch (thrown) {
    database?.close()
    unlock()
    throw isStorageError(thrown) ? databaseError(thrown, path) : thrown
  }
}

function openToWrite(path: string): Database.Database {
  const database = new Database(path, { timeout: 5000 })
  try {
    checkVersion(database, migrations)
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    database.pragma('foreign_keys = ON')
    // 16 MB of log between check-points, 16 MB of pages in memory.
    database.pragma('wal_autocheckpoint = 4000')
    database.pragma('journal_size_limit = 67108864')
    database.pragma('cache_size = -16000')
    migrate(database, migrations)
    return database
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

function openToRead(path: string): Database.Database {
  if (!existsSync(path)) {
    throw new FocalError({
      code: 'not-found',
      message: `There is no database ${path} yet. Train a first run, or choose another home with --home.`,
      details: { path },
    })
  }
  const database = new Database(path, { readonly: true, timeout: 5000 })
  try {
    const version = checkVersion(database, migrations)
    if (version === latestVersion(migrations)) return database
    throw new FocalError({
      code: 'database',
      message: `${path} was written by an older Focal Bench. Open it once with this one to bring it up to date.`,
      details: { path, version },
    })
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

function assemble(database: Database.Database, unlock: () => void, interrupted: string[]): Store {
  const path = database.name
  const access = guarded({ transaction: <T>(work: () => T): T => inTransaction(database, work) }, path)
  return {
    path,
    sqliteVersion: database.prepare<[], string>('SELECT sqlite_version()').pluck().get()!,
    interrupted,
    runs: guarded(new RunTable(database), path),
    queue: guarded(createQueueStore(database), path),
    metrics: guarded(new Metrics(database), path),
    predictions: guarded(createPredictionStore(database), path),
    datasets: guarded(new DatasetTable(database), path),
    experiments: guarded(createExperimentStore(database), path),
    settings: guarded(createSettingsStore(database), path),
    transaction: access.transaction,
    close() {
      database.close()
      unlock()
    },
  }
}
