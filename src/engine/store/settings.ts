import type { Database } from 'better-sqlite3'
import { settingsSchema, type Settings } from '@shared/contract/app'
import { fromJson, toJson } from './json'
import { inTransaction } from './transaction'
import type { SettingsStore } from './types'

const names = Object.keys(settingsSchema.shape) as (keyof Settings)[]

export function createSettingsStore(database: Database): SettingsStore {
  const selectOne = database.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck()
  const upsert = database.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)')

  /** A value that this version does not know (edited by hand, or written by a newer one) counts as not set. */
  function read(): Settings {
    const known: Record<string, unknown> = {}
    for (const name of names) {
      const text = selectOne.get(name)
      if (text === undefined) continue
      const parsed = settingsSchema.shape[name].safeParse(fromJson(text))
      if (parsed.success) known[name] = parsed.data
    }
    return settingsSchema.parse(known)
  }

  function change(wanted: Partial<Settings>): Settings {
    const before = read()
    const { layout, ...plain } = wanted
    for (const [name, value] of Object.entries(plain)) {
      if (value !== undefined) upsert.run(name, toJson(value))
    }
    if (layout) {
      const merged = Object.entries({ ...before.layout, ...layout }).filter(([, value]) => value !== null)
      upsert.run('layout', toJson(Object.fromEntries(merged)))
    }
    return read()
  }

  return { read, change: (wanted) => inTransaction(database, () => change(wanted)) }
}
