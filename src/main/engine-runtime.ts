import { fork, type ChildProcess } from 'node:child_process'
import { FocalError } from '@shared/errors'

/** The engine needs better-sqlite3 13: Node-API 10, on Node 22.14 or newer. */
const neededNode = [22, 14] as const
const neededNodeApi = 10

export interface EngineRuntime {
  execPath: string
  /** Added to the engine's environment. */
  environment: Record<string, string>
}

/**
 * Chooses the binary that runs the engine: Electron's own, run as Node, where it is new enough, else the Node that
 * set-up provides.
 * @param versions as in `process.versions`
 * @param providedNode path of a Node ≥ 22.14, null where set-up found none
 * @throws FocalError `unsupported` where there is neither
 */
export function chooseRuntime(
  versions: { node: string; napi?: string | undefined },
  electronPath: string,
  providedNode: string | null,
): EngineRuntime {
  if (Number(versions.napi ?? 0) >= neededNodeApi && isNewEnough(versions.node)) {
    return { execPath: electronPath, environment: { ELECTRON_RUN_AS_NODE: '1' } }
  }
  if (providedNode !== null) return { execPath: providedNode, environment: {} }
  throw new FocalError({
    code: 'unsupported',
    message: `The engine needs Node ${neededNode.join('.')} or newer, and none was found. Run "npm start" in a terminal: it provides one.`,
  })
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > neededNode[0] || (major === neededNode[0] && minor >= neededNode[1])
}

/**
 * Starts the engine's process. It leads a process group of its own (not on Windows), so that its trainers can be
 * ended with it and Ctrl+C in a terminal reaches main alone.
 */
export function forkEngine(
  runtime: EngineRuntime,
  modulePath: string,
  environment: Record<string, string | undefined>,
): ChildProcess {
  return fork(modulePath, [], {
    execPath: runtime.execPath,
    execArgv: [],
    env: { ...environment, ...runtime.environment },
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: process.platform !== 'win32',
  })
}

/** Ends a process at once, and what is left of its group. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown
  }
}
