/** How a command gets an engine: it attaches to the one that has the home open, or hosts one for as long as it runs. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { WebSocket } from 'ws'
import type { EngineClient } from '@shared/contract'
import type { AppInfo } from '@shared/domain/app'
import { FocalError } from '@shared/errors'
import { readEngineAddress, type EngineAddress } from './engine-file'
import { hostEngine, type HostedEngine, type HostOptions } from './host-engine'
import { serverUrl } from './request-guard'

export interface EngineConnection {
  readonly client: EngineClient
  /** Whether the engine lives in this process. */
  readonly hosted: boolean
  readonly host: AppInfo['host']
  /** Process of the engine. */
  readonly pid: number
  /**
   * Leaves the engine. A hosted one ends with this process, so it stays until the commands that have attached to
   * it are done; `onWait` is called where that takes a moment.
   */
  close(onWait?: () => void): Promise<void>
}

export interface AttachedEngine {
  readonly client: EngineClient
  readonly info: AppInfo
  readonly address: EngineAddress
  /** Settles when the connection has ended, from whichever side. */
  readonly closed: Promise<void>
  close(): Promise<void>
}

const handshakeMilliseconds = 5000
const retryMilliseconds = 100
/** How long an engine may take to start or to end before a command gives up on its home. */
const patienceMilliseconds = 15_000

/**
 * @throws FocalError `home-in-use` where another process holds the home but does not answer, and whatever opening
 * the home throws
 */
export async function connectEngine(
  options: HostOptions,
  patience = patienceMilliseconds,
): Promise<EngineConnection> {
  const engine = await attachOrHost(options, patience)
  if ('server' in engine) {
    return {
      client: engine.client,
      hosted: true,
      host: options.host,
      pid: process.pid,
      close: (onWait) => leave(engine, onWait),
    }
  }
  const { client, info, address } = engine
  return { client, hosted: false, host: info.host, pid: address.pid, close: () => engine.close() }
}

/** The engine that runs, or else one of our own. An engine that starts or ends just now is waited for. */
export async function attachOrHost(
  options: HostOptions,
  patience = patienceMilliseconds,
): Promise<AttachedEngine | HostedEngine> {
  const deadline = Date.now() + patience
  for (;;) {
    const attached = await attachEngine(options.home)
    if (attached !== null) return attached
    try {
      return await hostEngine(options)
    } catch (error) {
      if (!isHomeInUse(error) || Date.now() > deadline) throw error
      await sleep(retryMilliseconds)
    }
  }
}

export function isHomeInUse(error: unknown): boolean {
  return error instanceof FocalError && error.code === 'home-in-use'
}

/** A client of the engine that runs for a home; null where none answers at the address it left. */
export async function attachEngine(home: string): Promise<AttachedEngine | null> {
  const address = readEngineAddress(home)
  const socket = address === null ? null : await openSocket(address)
  if (address === null || socket === null) return null
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const client: EngineClient = createORPCClient(new RPCLink({ websocket: socket }))
  try {
    const info = await client.app.info(undefined, { signal: AbortSignal.timeout(handshakeMilliseconds) })
    return { client, info, address, closed, close: () => closeSocket(socket, closed) }
  } catch {
    // It ended between the handshake and the answer, or hangs: the caller tries again until it gives up.
    socket.terminate()
    return null
  }
}

/** Null where nobody listens, or somebody who does not know the token. */
function openSocket(address: EngineAddress): Promise<WebSocket | null> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${serverUrl(address).replace('http', 'ws')}/rpc`, {
      headers: { authorization: `Bearer ${address.token}` },
      handshakeTimeout: handshakeMilliseconds,
      perMessageDeflate: false,
      // What our own engine answers has no limit: all epochs of a long run, say.
      maxPayload: 0,
    })
    socket.once('open', () => resolve(socket))
    // Errors later on are followed by `close`, which rejects what is pending.
    socket.on('error', () => resolve(null))
  })
}

async function closeSocket(socket: WebSocket, closed: Promise<void>): Promise<void> {
  socket.close()
  const timer = setTimeout(() => socket.terminate(), 1000)
  await closed
  clearTimeout(timer)
}

async function leave(engine: HostedEngine, onWait?: () => void): Promise<void> {
  const timer = setTimeout(() => onWait?.(), 500)
  await engine.server.commandsLeft()
  clearTimeout(timer)
  await engine.close()
}
