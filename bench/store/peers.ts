import { execFileSync, type ExecFileSyncOptions } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { bytesIn, withFolder, type Duration } from './folders'
import type { Measurement } from './report'

export type Peer = 'mlflow' | 'tensorboard'

const sources = resolve('bench/store')

/**
 * A Python with the pinned peers, in a virtual environment of its own in the cache; made on first use (300 MB).
 * @throws Error where there is no Python or no package registry.
 */
export function peersPython(cache: string): string {
  const requirements = join(sources, 'requirements.txt')
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const environment = join(cache, 'bench', `store-peers-${hash}`)
  const python = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  const complete = join(environment, 'complete')
  if (existsSync(complete)) return python
  console.error('Installing MLflow and TensorBoard into a virtual environment of their own (once) …')
  rmSync(environment, { recursive: true, force: true })
  mkdirSync(environment, { recursive: true })
  const toStderr: ExecFileSyncOptions = { stdio: ['ignore', process.stderr, process.stderr] }
  execFileSync(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', environment], toStderr)
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '-r', requirements], toStderr)
  mkdirSync(`${complete}.part`)
  renameSync(`${complete}.part`, complete)
  return python
}

export function measurePeer(python: string, peer: Peer, rows: number): Measurement {
  return withFolder((folder) => {
    const text = execFileSync(python, [join(sources, 'peers.py'), peer, folder, String(rows)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const { write, read } = JSON.parse(text) as { write: Duration; read: Duration }
    return { rows, write, read, bytes: bytesIn(folder) }
  })
}
