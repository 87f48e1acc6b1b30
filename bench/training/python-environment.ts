import { execFileSync, type ExecFileSyncOptions } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const requirements = resolve('bench/training/requirements.txt')

/** The pinned versions that the figures are of. */
export function peerVersions(): Record<string, string> {
  const pins = readFileSync(requirements, 'utf8')
  const versionOf = (name: string) => new RegExp(`^${name}==([^;\\s]+)`, 'm').exec(pins)?.[1] ?? 'unknown'
  const named = ['torch', 'tensorflow_cpu', 'keras', 'numpy']
  return Object.fromEntries(named.map((name) => [name, versionOf(name)]))
}

/**
 * A Python with the pinned peers, in a virtual environment of its own in the cache; made on first use.
 * @throws Error where there is no Python, no package registry or no room
 */
export function peersPython(cache: string): string {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const environment = join(cache, 'bench', `training-peers-${hash}`)
  const python = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  const complete = join(environment, 'complete')
  if (existsSync(complete)) return python
  console.error('Installing PyTorch and TensorFlow into a virtual environment of their own (once, 5 GB) …')
  rmSync(environment, { recursive: true, force: true })
  mkdirSync(environment, { recursive: true })
  const toStderr: ExecFileSyncOptions = { stdio: ['ignore', process.stderr, process.stderr] }
  execFileSync(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', environment], toStderr)
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '-r', requirements], toStderr)
  writeFileSync(complete, '')
  return python
}
