import type { z } from 'zod'
import { badInput } from '../errors'

/** One problem with one field; `path` is dotted, as in `loss.gamma`. */
export interface FieldIssue {
  path: string
  /** What is wrong, for saying it in another language; `other` where only the message says it. */
  code: string
  message: string
  /** What the message names. */
  values?: Readonly<Record<string, number | string>>
}

type SchemaIssue = Pick<z.core.$ZodIssue, 'path' | 'message'> & Partial<z.core.$ZodIssue>
type Reason = Pick<FieldIssue, 'code' | 'values'>

/** Reads a zod error as field issues with dotted paths. */
export function fieldIssues({ issues }: { issues: readonly SchemaIssue[] }): FieldIssue[] {
  return issues.map((issue) => ({
    path: issue.path.map(String).join('.'),
    message: issue.message,
    ...reasonOf(issue),
  }))
}

/** A schema's own rules say what they refuse in `params`: `{ reason: { code, values } }`. */
function reasonOf(issue: SchemaIssue): Reason {
  switch (issue.code) {
    case 'too_small':
      return bound(issue.origin, 'at-least', issue.minimum)
    case 'too_big':
      return bound(issue.origin, 'at-most', issue.maximum)
    case 'invalid_type':
      if (issue.expected === 'int') return { code: 'whole-number' }
      return { code: issue.expected === 'number' ? 'number' : 'other' }
    case 'custom':
      return (issue.params?.['reason'] as Reason | undefined) ?? { code: 'other' }
    default:
      return { code: 'other' }
  }
}

function bound(
  origin: string | undefined,
  code: 'at-least' | 'at-most',
  limit: number | bigint | undefined,
): Reason {
  const counted: Readonly<Record<string, string>> = { string: '-characters', array: '-items' }
  return { code: `${code}${counted[origin ?? ''] ?? ''}`, values: { limit: Number(limit) } }
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
