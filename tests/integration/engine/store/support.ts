import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { FocalError, type ErrorCode } from '@shared/errors'
import { openStore, type Store } from '../../../../src/engine/store'

export * from './data'

const cleanUps: (() => void)[] = []

afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp()
})

/** A home folder of its own, removed after the test. */
export function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'focal-bench-store-'))
  cleanUps.push(() => rmSync(home, { recursive: true, force: true }))
  return home
}

/** A store in a home of its own, closed after the test. */
export function temporaryStore(home = temporaryHome()): Store {
  const store = openStore(home)
  cleanUps.push(() => store.close())
  return store
}

/** A second, plain connection to a store's file, as any SQLite tool makes it. */
export function plainConnection(
  store: Store,
  options: Database.Options = { readonly: true },
): Database.Database {
  const connection = new Database(store.path, options)
  cleanUps.push(() => connection.close())
  return connection
}

/** The error that a call throws; fails where it throws none, or another one. */
export function errorOf(call: () => unknown, code: ErrorCode): FocalError {
  try {
    call()
  } catch (thrown) {
    if (thrown instanceof FocalError && thrown.code === code) return thrown
    throw thrown
  }
  throw new Error(`Expected an error ${code}, but there was none.`)
}

/** Each step of a query's plan. */
export function queryPlan(connection: Database.Database, sql: string): string[] {
  const parameters = Array.from(sql.matchAll(/\?/g), () => 1)
  const rows = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[]
  return rows.map((row) => row.detail)
}
