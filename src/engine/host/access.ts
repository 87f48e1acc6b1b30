/**
 * Who is let in: a browser by a session cookie, which it gets for a one-time token; a command by the engine's
 * bearer token. Sessions are signed with a key that stays in the home, so that an open tab comes back when the
 * engine is started anew.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { bearerToken, readCookie } from './request-guard'

export interface Access {
  /** Bearer token for commands of the same user. */
  readonly token: string
  /** A token that opens one session, once. */
  issueOneTimeToken(): string
  /** Set-Cookie header of a new session; null where the token is unknown or was used. */
  redeem(oneTimeToken: string): string | null
  isCommand(request: IncomingMessage): boolean
  isBrowser(request: IncomingMessage): boolean
}

const sessionDays = 30
const mostOutstanding = 100

/** @param cookieName must differ between servers of one machine: cookies do not heed ports */
export function createAccess(home: string, cookieName: () => string): Access {
  const token = randomBytes(32).toString('base64url')
  const key = sessionKey(home)
  const outstanding = new Set<string>()
  return {
    token,
    issueOneTimeToken() {
      const issued = randomBytes(24).toString('base64url')
      outstanding.add(issued)
      const [oldest] = outstanding
      if (outstanding.size > mostOutstanding && oldest !== undefined) outstanding.delete(oldest)
      return issued
    },
    redeem(oneTimeToken) {
      if (!outstanding.delete(oneTimeToken)) return null
      const maxAge = sessionDays * 86_400
      return `${cookieName()}=${newSession(key)}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict`
    },
    isCommand: (request) => sameText(bearerToken(request) ?? '', token),
    isBrowser: (request) => isSession(readCookie(request, cookieName()) ?? '', key),
  }
}

/** Random bytes in the home, made on first use; only the engine, which holds the lock, comes here. */
function sessionKey(home: string): Buffer {
  const path = join(home, 'session.key')
  try {
    const key = readFileSync(path)
    if (key.length === 32) return key
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const key = randomBytes(32)
  writeFileSync(path, key, { mode: 0o600 })
  return key
}

/** `expiry.nonce.signature`; expiry in Unix milliseconds. */
function newSession(key: Buffer): string {
  const body = `${Date.now() + sessionDays * 86_400_000}.${randomBytes(12).toString('base64url')}`
  return `${body}.${sign(body, key)}`
}

function isSession(session: string, key: Buffer): boolean {
  const end = session.lastIndexOf('.')
  const body = session.slice(0, Math.max(end, 0))
  return sameText(session.slice(end + 1), sign(body, key)) && Number(body.split('.')[0]) > Date.now()
}

function sign(body: string, key: Buffer): string {
  return createHmac('sha256', key).update(body).digest('base64url')
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
