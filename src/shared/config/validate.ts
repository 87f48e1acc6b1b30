import type { z } from 'zod'
import { badInput } from '../errors'

/** One problem with one field; `path` is dotted, as in `loss.gamma`. */
export interface FieldIssue {
  path: string
  message: string
}

/** Reads a zod error as field issues with dotted paths. */
export function fieldIssues(error: z.ZodError): FieldIssue[] {
  return error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message }))
}

/**
 * Parses `input` with `schema`. `what` names the thing in the message ("the run's configuration").
 * @throws FocalError `bad-input` naming the first field; `details.issues` has them all.
 */
export function parseWith<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const issues = fieldIssues(result.error)
  const first = issues[0]
  const where = first && first.path !== '' ? `${first.path} ` : ''
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
  throw badInput(`${what}: ${where}${first?.message ?? 'is not valid'}${more}`, {
    field: first?.path,
    issues,
  })
}
