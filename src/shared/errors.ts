/**
 * The one error type of Focal Bench. It crosses processes as plain `{code, message, details}`.
 * The message says what happened and what to do next; `details` is for programs.
 */
export const errorCodes = [
  'bad-input',
  'not-found',
  'conflict',
  'busy',
  'unsupported',
  'data-set-invalid',
  'database',
  'database-from-the-future',
  'trainer-failed',
  'engine-lost',
  'home-in-use',
  'permission',
  'cancelled',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

export interface ErrorShape {
  code: ErrorCode
  message: string
  details?: Record<string, unknown>
}

export class FocalError extends Error {
  readonly code: ErrorCode
  readonly details: Record<string, unknown>

  constructor({ code, message, details }: ErrorShape, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'FocalError'
    this.code = code
    this.details = details ?? {}
  }

  toJSON(): ErrorShape {
    return { code: this.code, message: this.message, details: this.details }
  }
}

/** Bad input from a person, a file or another process. `details.field` names the culprit where there is one. */
export function badInput(message: string, details?: Record<string, unknown>): FocalError {
  return new FocalError({ code: 'bad-input', message, details })
}

/** Turns anything thrown into the plain shape that crosses processes. Unknown errors become `internal`. */
export function toErrorShape(thrown: unknown): ErrorShape {
  if (thrown instanceof FocalError) return thrown.toJSON()
  if (isErrorShape(thrown))
    return { code: thrown.code, message: thrown.message, details: thrown.details ?? {} }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return { code: 'internal', message, details: thrown instanceof Error ? { stack: thrown.stack } : {} }
}

export function isErrorShape(value: unknown): value is ErrorShape {
  if (typeof value !== 'object' || value === null) return false
  const candidate = value as Partial<ErrorShape>
  return typeof candidate.message === 'string' && errorCodes.includes(candidate.code as ErrorCode)
}
