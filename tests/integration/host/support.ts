/** A real engine behind a real server, and clients of every kind. */
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { WebSocket } from 'ws'
import type { EngineClient } from '@shared/contract'
import { createEngine, type Engine } from '../../../src/engine/engine'
import { startServer, type EngineServer } from '../../../src/engine/host/server'
import { uploadsIn, type Uploads } from '../../../src/engine/host/uploads'

export interface ServedEngine {
  home: string
  engine: Engine
  server: EngineServer
  uploads: Uploads
  port: number
  close(): Promise<void>
}

const mostUploadBytes = 1_000_000

/** Serves a home with a window of a few files. */
export async function serveEngine(): Promise<ServedEngine> {
  const home = mkdtempSync(join(tmpdir(), 'focal-bench-host-'))
  const rendererFolder = makeWindow(home)
  const uploads = uploadsIn(home, { mostBytes: mostUploadBytes })
  const engine = await createEngine({
    home,
    host: 'serve',
    queue: 'hold',
    version: '0.0.0',
    resourcesFolder: resolve('resources'),
    // No such trainer; the built importer is found beside it.
    trainerPath: resolve('out', 'node', 'no-trainer.js'),
    nodePath: process.execPath,
    resolveUpload: uploads.resolve,
  })
  const listen = { host: '127.0.0.1', port: 0 }
  const server = await startServer({ router: engine.router, uploads, home, rendererFolder, listen })
  const close = async () => {
    await server.close()
    await engine.close()
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
  return { home, engine, server, uploads, port: server.at.port, close }
}

function makeWindow(home: string): string {
  const folder = join(home, 'window')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Focal Bench</title>')
  writeFileSync(join(folder, 'assets', 'app-1a2b.js'), 'export {}')
  writeFileSync(join(folder, 'assets', 'app-1a2b.css'), 'a{}')
  writeFileSync(join(folder, 'icon.svg'), '<svg/>')
  writeFileSync(join(home, 'secret.txt'), 'secret')
  symlinkSync(join(home, 'secret.txt'), join(folder, 'link.txt'))
  return folder
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** A request with any header and any path, as it is. */
export function request(
  port: number,
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
  }: { method?: string; headers?: Record<string, string>; body?: Buffer | string } = {},
): Promise<Answer> {
  return new Promise((settle, fail) => {
    const sent = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', fail)
      response.on('end', () =>
        settle({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      )
    })
    sent.on('error', fail)
    sent.end(body)
  })
}

/** The session cookie that a one-time URL gives, as a Cookie header. */
export async function openSession(port: number, url: string): Promise<string> {
  const { pathname, search } = new URL(url)
  const answer = await request(port, pathname + search)
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0]
  if (cookie === undefined) throw new Error(`no session: ${answer.status}`)
  return cookie
}

/** Opens a WebSocket, or gives the HTTP status with which it is refused. */
export async function openSocket(
  port: number,
  headers: Record<string, string>,
  path = '/rpc',
): Promise<WebSocket | number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers })
  return new Promise((settle) => {
    socket.once('open', () => settle(socket))
    socket.once('unexpected-response', (sent, response) => {
      sent.destroy()
      settle(response.statusCode ?? 0)
    })
    socket.on('error', () => undefined)
  })
}

export async function socketOf(port: number, headers: Record<string, string>): Promise<WebSocket> {
  const socket = await openSocket(port, headers)
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
  return socket
}

export function clientOf(socket: WebSocket): EngineClient {
  return createORPCClient(new RPCLink({ websocket: socket }))
}

/** The code with which a socket is closed. */
export async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number]
  return code
}

/** Reads a stream to its end. */
export async function readAll<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of stream) all.push(item)
  return all
}
