/** engine.json: where the engine of a home listens, and the token that opens it. Readable by its owner only. */
import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const engineAddressSchema = z.object({
  pid: z.number().int().positive(),
  port: z.number().int().min(1).max(65_535),
  /** Bearer token of the loopback server. */
  token: z.string().min(16),
  /** Name or address the server listens on. */
  host: z.string().min(1),
  /** Unix milliseconds. */
  startedAt: z.number(),
})
export type EngineAddress = z.output<typeof engineAddressSchema>

export function engineFile(home: string): string {
  return join(home, 'engine.json')
}

/**
 * The address in the file; null where there is none, or none of a process that lives. An address can still be
 * stale (the process number was given to another program): only a connection proves it.
 */
export function readEngineAddress(home: string): EngineAddress | null {
  let text: string
  try {
    text = readFileSync(engineFile(home), 'utf8')
  } catch {
    return null
  }
  const parsed = engineAddressSchema.safeParse(parseOrNull(text))
  return parsed.success && isAlive(parsed.data.pid) ? parsed.data : null
}

export function writeEngineAddress(home: string, address: EngineAddress): void {
  const temporary = `${engineFile(home)}.${randomBytes(6).toString('hex')}`
  writeFileSync(temporary, `${JSON.stringify(address, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  renameSync(temporary, engineFile(home))
}

/** Called by the engine that holds the lock, so the file is its own or that of a dead one. */
export function removeEngineAddress(home: string): void {
  rmSync(engineFile(home), { force: true })
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
