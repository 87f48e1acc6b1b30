/**
 * The loopback server of an engine: the built window for a browser, calls over a WebSocket at /rpc, uploads.
 * Everything but the page that explains itself needs a session or the engine's token (see access.ts).
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { securityHeaders } from '@shared/content-security-policy'
import { FocalError, toErrorShape } from '@shared/errors'
import type { Engine } from '../engine'
import { createAccess, type Access } from './access'
import { refusalPage } from './refusal-page'
import { isOwnRequest, serverUrl, type ListeningAt } from './request-guard'
import { openRpcSockets, type RpcSockets } from './rpc-sockets'
import { findStaticFile, sendStaticFile } from './static-files'
import type { Uploads } from './uploads'

export interface ServerOptions {
  router: Engine['router']
  uploads: Uploads
  home: string
  rendererFolder: string
  /** Where to listen; port 0 takes any free one. */
  listen: ListeningAt
  /** Time between two pings of each client. */
  pingMilliseconds?: number
}

export interface EngineServer {
  readonly at: ListeningAt
  readonly token: string
  /** A URL that opens one browser session, once. */
  oneTimeUrl(): string
  /** Settles when no command is attached (any more). */
  commandsLeft(): Promise<void>
  close(): Promise<void>
}

/** Largest time for one upload to arrive. */
const requestMilliseconds = 3_600_000

interface Served extends Omit<ServerOptions, 'listen'> {
  at: ListeningAt
  access: Access
  sockets: RpcSockets
}

/** @throws FocalError `bad-input` where the host or port cannot be had */
export async function startServer({ listen, ...options }: ServerOptions): Promise<EngineServer> {
  const at = { ...listen }
  const access = createAccess(options.home, () => `focal_bench_${at.port}`)
  const sockets = openRpcSockets(options.router, options)
  const served: Served = { ...options, at, access, sockets }
  const server = createServer((request, response) => {
    answer(served, request, response).catch((error: unknown) => fail(response, error))
  })
  server.requestTimeout = requestMilliseconds
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const kind = access.isCommand(request) ? 'command' : access.isBrowser(request) ? 'browser' : null
    if (pathOf(request) !== '/rpc') socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
    else if (!isOwnRequest(request, at)) socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
    else if (kind === null) socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n')
    else sockets.accept(request, socket, head, kind)
  })
  at.port = await listenAt(server, listen)
  return {
    at,
    token: access.token,
    oneTimeUrl: () => oneTimeUrl(served),
    commandsLeft: () => sockets.commandsLeft(),
    close: () => closeServer(server, sockets),
  }
}

async function answer(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isOwnRequest(request, served.at))
    return plain(response, 403, 'This address is for this computer alone.')
  const path = pathOf(request)
  if (path === '/upload') return upload(served, request, response)
  if (path === '/one-time-url') return newUrl(served, request, response)
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(response, 405, 'Not allowed.')
  const token = new URL(request.url ?? '/', 'http://focal-bench').searchParams.get('token')
  if (path === '/' && token !== null && request.method === 'GET') return redeem(served, token, response)
  if (!served.access.isBrowser(request)) return page(response, 401, refusalPage('no-session'))
  const file = await findStaticFile(served.rendererFolder, path)
  if (file === null && path === '/') return page(response, 503, refusalPage('not-built'))
  if (file === null) return plain(response, 404, 'There is no such file.')
  await sendStaticFile(response, file, { headers: securityHeaders, withBody: request.method === 'GET' })
}

function redeem({ access }: Served, token: string, response: ServerResponse): void {
  const cookie = access.redeem(token)
  if (cookie === null) return page(response, 403, refusalPage('used-token'))
  response
    .writeHead(303, { ...securityHeaders, Location: '/', 'Set-Cookie': cookie, 'Cache-Control': 'no-store' })
    .end()
}

async function upload(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') return refuseBody(request, response, 405)
  const isKnown = served.access.isBrowser(request) || served.access.isCommand(request)
  if (!isKnown) return refuseBody(request, response, 401)
  const received = await served.uploads.receive(request)
  json(response, 200, { ...received, name: fileName(request.headers['x-file-name']) })
}

/** The name that the browser sent along, percent-encoded, without any folder. */
function fileName(header: string | string[] | undefined): string {
  let name = ''
  try {
    name = decodeURIComponent(String(header ?? ''))
      .replace(/^.*[\\/]/s, '')
      .replace(/\p{Cc}/gu, '')
      .trim()
  } catch {
    // Not percent-encoded: as good as no name.
  }
  return name.slice(0, 255) || 'upload.csv'
}

function newUrl(served: Served, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'POST') return refuseBody(request, response, 405)
  if (!served.access.isCommand(request)) return refuseBody(request, response, 401)
  json(response, 200, { url: oneTimeUrl(served) })
}

function oneTimeUrl({ at, access }: Served): string {
  return `${serverUrl(at)}/?token=${access.issueOneTimeToken()}`
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').replace(/[?#].*$/s, '')
}

function page(response: ServerResponse, status: number, html: string): void {
  send(response, status, 'text/html; charset=utf-8', html)
}

function plain(response: ServerResponse, status: number, text: string): void {
  send(response, status, 'text/plain; charset=utf-8', `${text}\n`)
}

function json(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(value))
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response
    .writeHead(status, { ...securityHeaders, 'Content-Type': type, 'Cache-Control': 'no-store' })
    .end(body)
}

/** The connection ends with the answer: a body that nobody reads must not keep it. */
function refuseBody(request: IncomingMessage, response: ServerResponse, status: 401 | 405): void {
  const message =
    status === 405
      ? 'Only POST is answered here.'
      : 'This needs a session: open the address that “focal-bench serve” prints.'
  response.setHeader('Connection', 'close')
  json(response, status, { code: status === 405 ? 'bad-input' : 'permission', message })
  request.resume()
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  response.setHeader('Connection', 'close')
  const { code, message, details } = toErrorShape(error)
  json(response, code === 'bad-input' ? 413 : 500, {
    code,
    message,
    details: code === 'internal' ? {} : details,
  })
}

function listenAt(server: Server, { host, port }: ListeningAt): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, host, port)))
    server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port))
  })
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): FocalError {
  const why: Record<string, string> = {
    EADDRINUSE: `port ${port} is in use; name another with --port, or leave it out`,
    EACCES: `port ${port} may not be used by this user; name one above 1023 with --port`,
    EADDRNOTAVAIL: `${host} is not an address of this machine`,
    ENOTFOUND: `${host} is not a name of this machine`,
  }
  return new FocalError(
    { code: 'bad-input', message: `Cannot listen on ${host}: ${why[error.code ?? ''] ?? error.message}.` },
    { cause: error },
  )
}

function closeServer(server: Server, sockets: RpcSockets): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    sockets.close()
    server.closeIdleConnections()
    // What has not ended by then is cut off: closing must not hang on a client.
    setTimeout(() => server.closeAllConnections(), 500).unref()
  })
}
