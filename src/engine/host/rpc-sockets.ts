/** The WebSocket side of the loopback server: each socket is one client of the engine. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Engine } from '../engine'
import { isClientFrame, mostFrameBytes } from './rpc-frames'

export type ClientKind = 'browser' | 'command'

export interface RpcSockets {
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, kind: ClientKind): void
  /** Settles when no command is attached (any more). */
  commandsLeft(): Promise<void>
  close(): void
}

/** A browser that has not answered by the next ping is gone. */
const defaultPingMilliseconds = 20_000
/** A client that lets this much pile up does not read any more. */
const mostWaitingBytes = 64 * 1024 ** 2
/** How long a client has to answer the goodbye. */
const goodbyeMilliseconds = 300

const closeCodes = { goingAway: 1001, invalidData: 1007 } as const

export function openRpcSockets(
  router: Engine['router'],
  { pingMilliseconds = defaultPingMilliseconds }: { pingMilliseconds?: number | undefined } = {},
): RpcSockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: mostFrameBytes, perMessageDeflate: false })
  const handler = new RPCHandler(router)
  const clients = new Map<WebSocket, { kind: ClientKind; answered: boolean }>()
  const waiting: (() => void)[] = []
  const commands = () => [...clients.values()].filter((client) => client.kind === 'command').length

  const pings = setInterval(() => {
    for (const [socket, client] of clients) {
      // A command is on this machine: a dead one is known by its socket, and one that sleeps (Ctrl+Z) may wake.
      const isGone = client.kind === 'browser' && !client.answered
      if (isGone || socket.bufferedAmount > mostWaitingBytes) socket.terminate()
      else {
        client.answered = false
        socket.ping()
      }
    }
  }, pingMilliseconds).unref()

  const admit = (socket: WebSocket, kind: ClientKind) => {
    const client = { kind, answered: true }
    clients.set(socket, client)
    socket.on('pong', () => (client.answered = true))
    // A malformed frame closes the socket by itself; without a listener it would end the process.
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      clients.delete(socket)
      if (commands() === 0) for (const settle of waiting.splice(0)) settle()
    })
    void handler.upgrade(filtered(socket))
  }

  return {
    accept: (request, socket, head, kind) => {
      server.handleUpgrade(request, socket, head, (accepted) => admit(accepted, kind))
    },
    commandsLeft: () => new Promise((settle) => (commands() === 0 ? settle() : waiting.push(settle))),
    close() {
      clearInterval(pings)
      for (const socket of clients.keys()) {
        socket.close(closeCodes.goingAway, 'The engine ends.')
        setTimeout(() => socket.terminate(), goodbyeMilliseconds).unref()
      }
      server.close()
    },
  }
}

/** The socket as oRPC's handler uses it, without the frames that are no calls: those close the socket. */
function filtered(socket: WebSocket): HandlerSocket {
  return {
    send: (data: Parameters<WebSocket['send']>[0]) => socket.send(data, () => undefined),
    addEventListener(type: string, listener: (event: { data: unknown }) => void) {
      if (type === 'close') socket.on('close', () => listener({ data: undefined }))
      if (type !== 'message') return
      socket.on('message', (bytes: Buffer, isBinary: boolean) => {
        const data = isBinary ? null : bytes.toString()
        if (isClientFrame(data)) listener({ data })
        else socket.close(closeCodes.invalidData, 'Not a call.')
      })
    },
  } as HandlerSocket
}

type HandlerSocket = Pick<WebSocket, 'addEventListener' | 'send'>
