import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'

const largestLog = 5_000_000

export type Log = (line: string) => void

/**
 * The log of the window's side: `logs/electron.log` in the home, one earlier file kept. Written at once, line by
 * line, so that the last words before a crash are there; it is quiet enough for that.
 * @returns a function that never throws: a full disk must not take the window down
 */
export function openLog(home: string): Log {
  const folder = join(home, 'logs')
  const file = join(folder, 'electron.log')
  mkdirSync(folder, { recursive: true })
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largestLog) renameSync(file, `${file}.1`)
  return (line) => {
    try {
      appendFileSync(file, `${new Date().toISOString()} ${line}\n`)
    } catch (thrown) {
      process.stderr.write(`The log ${file} cannot be written: ${String(thrown)}\n`)
    }
  }
}
