/** The command line as its users have it: a process, its output, its exit code. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { builtProduct } from './build'

// A test starts several processes, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

export interface Ended {
  stdout: string
  stderr: string
  exitCode: number | null
  signal: NodeJS.Signals | null
}

export interface RunOptions {
  home?: string
  cwd?: string
  stdin?: string
  env?: Record<string, string | undefined>
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams
  readonly ended: Promise<Ended>
  /** Settles when stdout or stderr has text like this; rejects when the process ends first. */
  until(pattern: RegExp): Promise<RegExpExecArray>
}

/** A folder that is removed when `whenDone` says so (after the test, where nothing is given). */
export function temporaryFolder(whenDone: (clean: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'focal-bench-cli-'))
  whenDone(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}

/** Starts a command within a test. What is left of it after the test is ended. */
export async function start(args: readonly string[], options: RunOptions = {}): Promise<Running> {
  const running = await launch(args, options)
  const { child, ended } = running
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  })
  return running
}

async function launch(args: readonly string[], { home, cwd, stdin, env }: RunOptions): Promise<Running> {
  const { node } = await builtProduct()
  const child = spawn(process.execPath, [join(node, 'cli.js'), ...args], {
    cwd: cwd ?? tmpdir(),
    env: { ...process.env, FOCAL_BENCH_HOME: home, ...env },
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(stdin ?? '')
  return watch(child)
}

/** Runs a command to its end. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return (await launch(args, options)).ended
}

/** Runs a command with --json that must succeed, and reads its one document. */
export async function runJson(args: readonly string[], options: RunOptions = {}): Promise<unknown> {
  const { stdout, stderr, exitCode } = await run([...args, '--json'], options)
  if (exitCode !== 0) throw new Error(`focal-bench ${args.join(' ')} ended with ${exitCode}: ${stderr}`)
  return JSON.parse(stdout)
}

function watch(child: ChildProcessWithoutNullStreams): Running {
  let [stdout, stderr] = ['', '']
  const listeners = new Set<() => void>()
  const heard = () => listeners.forEach((listener) => listener())
  child.stdout.setEncoding('utf8').on('data', (text: string) => ((stdout += text), heard()))
  child.stderr.setEncoding('utf8').on('data', (text: string) => ((stderr += text), heard()))
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (exitCode, signal) => resolve({ stdout, stderr, exitCode, signal })),
  )
  const until = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(stdout) ?? pattern.exec(stderr)
        if (match === null) return
        listeners.delete(look)
        resolve(match)
      }
      listeners.add(look)
      void ended.then(() => reject(new Error(`ended before ${pattern}: ${stderr}`)))
      look()
    })
  return { child, ended, until }
}
