import { readFileSync, statSync } from 'node:fs'
import { badInput } from '@shared/errors'
import { log } from '../output/log'
import { parseJson } from './parse-json'

/** Text of a file that a person has named. `what` names its role ("The configuration"). */
export function readTextFile(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const reasons: Record<string, string> = {
      ENOENT: 'there is no such file',
      EISDIR: 'it is a folder',
      EACCES: 'this user may not read it',
    }
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? (error as Error).message
    throw badInput(`${what} ${path} cannot be read: ${reason}.`, { file: path })
  }
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

/** The JSON value on stdin. @throws FocalError `bad-input` that names line and column */
export async function readStdinJson(): Promise<unknown> {
  if (process.stdin.isTTY) log('Reading JSON from the terminal; end it with Ctrl+D.')
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  try {
    return JSON.parse(text) as unknown
  } catch {
    // JSON.parse is faster on large matrices; the slower reader says where the fault is.
    return parseJson(text, 'stdin').value
  }
}
