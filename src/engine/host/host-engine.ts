/** Hosts the engine of a home in this process: the engine, its loopback server, and engine.json that says where. */
import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { EngineClient } from '@shared/contract'
import type { AppInfo } from '@shared/domain/app'
import { FocalError } from '@shared/errors'
import { createEngine, type Engine } from '../engine'
import { removeEngineAddress, writeEngineAddress } from './engine-file'
import { findInstallation } from './installation'
import type { ListeningAt } from './request-guard'
import { startServer, type EngineServer } from './server'
import { uploadsIn, type Uploads } from './uploads'

export interface HostOptions {
  home: string
  host: AppInfo['host']
  /** `hold`: waiting runs stay where they are; only what is started by name runs. */
  queue: 'run' | 'hold'
  /** Any free port of 127.0.0.1 unless named. */
  listen?: ListeningAt
}

export interface HostedEngine {
  readonly client: EngineClient
  readonly router: Engine['router']
  readonly server: EngineServer
  readonly version: string
  /** Ends what runs, lets go of the home. Calling it twice is harmless. */
  close(): Promise<void>
}

/**
 * Opens the home and serves it. The store's lock, which the operating system releases with the process, sees to it
 * that a home has one engine.
 * @throws FocalError `home-in-use` where another process has it, `bad-input` where it cannot be made
 */
export async function hostEngine({ home, host, queue, listen }: HostOptions): Promise<HostedEngine> {
  const installation = findInstallation()
  makeHome(home)
  const uploads = uploadsIn(home)
  const engine = await createEngine({ home, host, queue, ...installation, resolveUpload: uploads.resolve })
  let server: EngineServer
  try {
    server = await openServer(engine.router, uploads, {
      home,
      rendererFolder: installation.rendererFolder,
      listen,
    })
  } catch (error) {
    await engine.close()
    throw error
  }
  const sweep = setInterval(() => void uploads.removeOld(), sweepMilliseconds).unref()
  void uploads.removeOld()
  const close = async () => {
    clearInterval(sweep)
    removeEngineAddress(home)
    await server.close()
    await engine.close()
  }
  let closing: Promise<void> | null = null
  return {
    client: engine.client,
    router: engine.router,
    server,
    version: installation.version,
    close: () => (closing ??= close()),
  }
}

const sweepMilliseconds = 3_600_000

async function openServer(
  router: Engine['router'],
  uploads: Uploads,
  { home, rendererFolder, listen }: { home: string; rendererFolder: string; listen: ListeningAt | undefined },
): Promise<EngineServer> {
  const at = listen ?? { host: '127.0.0.1', port: 0 }
  const server = await startServer({ router, uploads, home, rendererFolder, listen: at })
  const address = {
    pid: process.pid,
    port: server.at.port,
    token: server.token,
    host: server.at.host,
    startedAt: Date.now(),
  }
  writeEngineAddress(home, address)
  return server
}

function makeHome(home: string): void {
  try {
    makeFolder(home)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new FocalError(
      {
        code: 'bad-input',
        message: `The home folder ${home} cannot be made: ${reason}. Name another with --home.`,
      },
      { cause: error },
    )
  }
}

/** Step by step: Node's own recursive way never ends where the system refuses with ENOENT (/proc). */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST' && statSync(path).isDirectory()
    if (!isThere) throw error
  }
}
