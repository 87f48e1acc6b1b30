import Database from 'better-sqlite3'
import { FocalError } from '@shared/errors'

/** What to do next (SQLite's own message says what happened), by the primary part of SQLite's result code. */
const remedies: [prefix: string, remedy: string][] = [
  ['SQLITE_NOTADB', 'Move the file away and start again, or put a backup in its place.'],
  ['SQLITE_CORRUPT', 'The file is damaged. Close Focal Bench and put a backup in its place.'],
  ['SQLITE_FULL', 'Free some space and try again.'],
  [
    'SQLITE_READONLY',
    'It cannot be written. Check who owns the file and its folder, or choose another home.',
  ],
  ['SQLITE_CANTOPEN', 'Check that the folder exists and can be written, or choose another home.'],
  ['SQLITE_BUSY', 'Another program holds it. Close that program and try again.'],
  ['SQLITE_LOCKED', 'Another program holds it. Close that program and try again.'],
  ['SQLITE_IOERR', 'Check the disk, then try again.'],
]

/** The typed error for whatever SQLite or the file system threw; a FocalError passes unchanged. */
export function databaseError(thrown: unknown, path: string): FocalError {
  if (thrown instanceof FocalError) return thrown
  const { code, message } = describe(thrown)
  const remedy =
    remedies.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'Check the folder, or choose another home.'
  return new FocalError(
    {
      code: 'database',
      message: `The database ${path} failed: ${message}. ${remedy}`,
      details: { path, reason: code },
    },
    { cause: thrown },
  )
}

/** Whether SQLite or the operating system threw it, rather than a mistake in our own code. */
export function isStorageError(thrown: unknown): boolean {
  if (thrown instanceof Database.SqliteError) return true
  return thrown instanceof Error && 'syscall' in thrown
}

function describe(thrown: unknown): { code: string; message: string } {
  if (!(thrown instanceof Error)) return { code: 'unknown', message: String(thrown) }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'unknown'
  return { code, message: thrown.message }
}

/** The same methods, with SQLite's errors turned into typed ones. */
export function guarded<Part extends object>(part: Part, path: string): Part {
  const methods: Record<string, Call> = {}
  for (const name of methodNames(part)) {
    const method = Reflect.get(part, name) as Call
    methods[name] = guard(method.bind(part), path)
  }
  return methods as unknown as Part
}

/** Of an object of functions, or of an object of a class. */
function methodNames(part: object): string[] {
  const holder =
    Object.getPrototypeOf(part) === Object.prototype ? part : (Object.getPrototypeOf(part) as object)
  return Object.getOwnPropertyNames(holder).filter((name) => name !== 'constructor')
}

type Call = (...parameters: unknown[]) => unknown

function guard(call: Call, path: string): Call {
  return (...parameters) => {
    try {
      return call(...parameters)
    } catch (thrown) {
      throw isStorageError(thrown) || isClosed(thrown) ? databaseError(thrown, path) : thrown
    }
  }
}

/** better-sqlite3 throws a plain TypeError once the connection is closed. */
function isClosed(thrown: unknown): boolean {
  return thrown instanceof TypeError && /connection is not open/.test(thrown.message)
}

export function notFound(what: string, id: string): FocalError {
  return new FocalError({
    code: 'not-found',
    message: `There is no ${what} ${id}. Look at the list for the ones there are.`,
    details: { id, problem: what.replace(' ', '-') },
  })
}

export function conflict(message: string, details: Record<string, unknown>): FocalError {
  return new FocalError({ code: 'conflict', message, details })
}
