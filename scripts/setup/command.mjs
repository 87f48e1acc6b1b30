/** How each of our commands ends: an error is one clear line with its remedy, never a stack trace. */

import { SetupError } from './output.mjs'

/**
 * @param {() => Promise<number | void>} main gives the exit code; 0 where it gives none
 */
export async function runCommand(main) {
  try {
    process.exitCode = (await main()) ?? 0
  } catch (error) {
    process.stderr.write(explain(error) + '\n')
    process.exitCode = 1
  }
}

/**
 * @param {unknown} error
 * @returns {string}
 */
export function explain(error) {
  if (error instanceof SetupError) return `${error.message}\n  → ${error.remedy}`
  const message = error instanceof Error ? error.message : String(error)
  const trace = process.env.FOCAL_BENCH_DEBUG === '1' && error instanceof Error ? `\n${error.stack}` : ''
  return `${message}\n  → ${remedyFor(error)}${trace}`
}

/** @param {unknown} error */
function remedyFor(error) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC') return 'free space on the disk, then start again'
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return 'make the folder writable for this user, then start again'
  return 'start again with FOCAL_BENCH_DEBUG=1 to see where it happened'
}
