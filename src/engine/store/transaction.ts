import type { Database } from 'better-sqlite3'

/**
 * Runs `work` in one transaction, committed when this returns and undone where it throws. It takes the write lock
 * at once, so that what it reads is still so when it writes. Inside another transaction it is a part of that one,
 * undone alone where it throws.
 */
export function inTransaction<T>(database: Database, work: () => T): T {
  return database.transaction(work).immediate()
}
