/** What the handlers work with, and how an error leaves them. */
import { implement, ORPCError } from '@orpc/server'
import type { z } from 'zod'
import { fieldIssues } from '@shared/config/validate'
import { contract } from '@shared/contract'
import { unwrapError } from '@shared/contract/errors'
import type { AppInfo, DoctorReport } from '@shared/domain/app'
import { FocalError, type ErrorCode } from '@shared/errors'
import type { Datasets } from '../datasets/datasets'
import type { CurveEvents } from '../events/curve-events'
import type { StateEvents } from '../events/state-events'
import type { RunQueue } from '../queue/run-queue'
import type { Store } from '../store'

export interface Services {
  store: Store
  datasets: Datasets
  queue: RunQueue
  stateEvents: StateEvents
  curveEvents: CurveEvents
  info: AppInfo
  doctor: () => Promise<DoctorReport>
}

/**
 * The contract, to be given its handlers. Every error of every call leaves as an oRPC error whose `data` is the
 * engine's own error shape; what nobody foresaw is logged here.
 */
export const implementer = implement(contract).use(async ({ next, path, signal }) => {
  try {
    return await next()
  } catch (thrown) {
    throw toTransportError(toFocalError(thrown, path, signal))
  }
})

export type Implementer = typeof implementer

function toFocalError(thrown: unknown, path: readonly string[], signal: AbortSignal | undefined): FocalError {
  if (thrown instanceof ORPCError && thrown.code === 'BAD_REQUEST')
    return inputError(thrown as ORPCError<string, unknown>, path)
  const error = unwrapError(thrown, signal)
  if (error.code !== 'internal') return error
  console.error(`Call ${path.join('.')} failed.`, thrown)
  const message = `${path.join('.')} went wrong within the engine: ${error.message.replace(/\.$/, '')}. Its log has more.`
  return new FocalError({ code: 'internal', message }, { cause: thrown })
}

const statusOf: Partial<Record<ErrorCode, number>> = {
  'bad-input': 400,
  'data-set-invalid': 400,
  permission: 403,
  'not-found': 404,
  conflict: 409,
  'home-in-use': 409,
  unsupported: 422,
  cancelled: 499,
  busy: 503,
}

function toTransportError(error: FocalError): ORPCError<ErrorCode, unknown> {
  const data = error.toJSON()
  return new ORPCError(error.code, {
    status: statusOf[error.code] ?? 500,
    message: error.message,
    data,
    cause: error,
  })
}

/** Input that the contract's schema refuses, in the words of every other bad input. */
function inputError(thrown: ORPCError<string, unknown>, path: readonly string[]): FocalError {
  const issues = fieldIssues({ issues: readIssues(thrown.data) })
  const first = issues[0]
  const what =
    first === undefined ? thrown.message : `${first.path === '' ? 'the input' : first.path} ${first.message}`
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
  return new FocalError(
    {
      code: 'bad-input',
      message: `${path.join('.')}: ${what}${more}.`,
      details: { field: first?.path ?? null, issues },
    },
    { cause: thrown },
  )
}

/** What oRPC hands on of the schemas, which are all zod's. */
function readIssues(data: unknown): z.core.$ZodIssue[] {
  const issues = (data as { issues?: unknown } | null | undefined)?.issues
  return Array.isArray(issues) ? (issues as z.core.$ZodIssue[]) : []
}
