import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createContext } from '../../../scripts/setup/context.mjs'
import { Output } from '../../../scripts/setup/output.mjs'

/** A folder of its own, gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'focal-bench-scripts-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function write(file: string, content: string | Buffer): string {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}

/** A program in a folder for PATH. */
export function writeProgram(folder: string, name: string, script: string): void {
  chmodSync(write(join(folder, name), `#!/bin/sh\n${script}\n`), 0o755)
}

/** Set-up's context for an empty checkout with an empty cache, and what it says. */
export function sandbox(env: NodeJS.ProcessEnv = {}) {
  const folder = temporaryFolder()
  const said: string[] = []
  const output = new Output({ write: (text: string) => said.push(text) })
  const context = createContext({
    root: join(folder, 'checkout'),
    cache: join(folder, 'cache'),
    env,
    output,
    target: 'linux-x64',
  })
  mkdirSync(join(context.root, 'node_modules'), { recursive: true })
  return { context, folder, said }
}
