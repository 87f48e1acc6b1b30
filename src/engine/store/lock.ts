import Database from 'better-sqlite3'
import { join } from 'node:path'
import { FocalError } from '@shared/errors'

export const lockFileName = 'focal-bench.lock'

/**
 * Takes the home folder for this process. The lock is SQLite's own, on an empty file beside the database, so
 * the operating system lets go of it however the process ends, and plain readers of the database are not kept out.
 * @returns what releases the lock.
 * @throws FocalError `home-in-use` where another process, or another store in this one, has it.
 */
export function lockHome(home: string): () => void {
  const lock = new Database(join(home, lockFileName), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (thrown) {
    lock.close()
    if (!(thrown instanceof Database.SqliteError) || !thrown.code.startsWith('SQLITE_BUSY')) throw thrown
    throw new FocalError({
      code: 'home-in-use',
      message: `Another Focal Bench has ${home} open. Close it, or choose another home with --home.`,
      details: { home },
    })
  }
  return () => lock.close()
}
