/**
 * How a command ends: exit 0 done, 1 failed, 2 wrong usage or bad input. An error is one line on stderr, with
 * --json too: stdout has results alone.
 */
import { CommanderError } from 'commander'
import { unwrapError } from '@shared/contract/errors'
import type { ErrorCode } from '@shared/errors'
import { log } from './output/log'
import { printable } from './output/table'

export const exitCodes = { done: 0, failed: 1, badInput: 2 } as const

/** What the person who typed the command can mend by typing another. */
const badInputCodes: readonly ErrorCode[] = ['bad-input', 'data-set-invalid', 'not-found']

/** Says what went wrong, and gives the exit code for it. */
export function reportError(thrown: unknown): number {
  if (thrown instanceof CommanderError) return reportUsage(thrown)
  const error = unwrapError(thrown)
  log(`focal-bench: ${printable(error.message).trim()}`)
  if (process.env['FOCAL_BENCH_DEBUG']) console.error(thrown)
  return badInputCodes.includes(error.code) ? exitCodes.badInput : exitCodes.failed
}

/** Commander has written its own line (or the help that was asked for) already. */
function reportUsage(error: CommanderError): number {
  return error.exitCode === 0 ? exitCodes.done : exitCodes.badInput
}
