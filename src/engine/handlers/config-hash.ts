import { createHash } from 'node:crypto'
import type { RunConfig } from '@shared/config/run-config'

/** sha256 of a complete configuration, whatever the order of its keys. */
export function configHash(config: RunConfig): string {
  return createHash('sha256')
    .update(JSON.stringify(sortKeys(config)))
    .digest('hex')
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, field]) => [key, sortKeys(field)]))
}
