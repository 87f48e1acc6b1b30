/**
 * Who may talk to the loopback server. A web page anywhere can send requests to 127.0.0.1, under a name of its
 * own (DNS rebinding): so the Host header must be a name of this server, and Origin, where there is one, the same.
 */
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { hostname } from 'node:os'

export interface ListeningAt {
  /** What the server was told to listen on: a name or an address. */
  host: string
  port: number
}

const wildcards = ['0.0.0.0', '::']
const loopbackNames = ['127.0.0.1', 'localhost', '::1']

/** The server's URL. One that listens on every address is reached at this computer's own. */
export function serverUrl({ host, port }: ListeningAt): string {
  const name = wildcards.includes(host) ? '127.0.0.1' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

/** Whether the request names this server as its host, and comes from no other origin. */
export function isOwnRequest(request: IncomingMessage, at: ListeningAt): boolean {
  const host = request.headers.host
  if (host === undefined || !isOwnHost(host, at)) return false
  const origin = request.headers.origin
  return origin === undefined || origin === `http://${host}`
}

/**
 * `host` is a Host header. Where the server listens on every address, any address is its own, at any port (a
 * container's port may have another number outside): rebinding needs a name.
 */
function isOwnHost(host: string, at: ListeningAt): boolean {
  const parsed = parseHost(host)
  if (parsed === null) return false
  if (wildcards.includes(at.host)) {
    return isIP(parsed.name) !== 0 || parsed.name === 'localhost' || parsed.name === hostname().toLowerCase()
  }
  if (parsed.port !== at.port) return false
  if (parsed.name === at.host.toLowerCase()) return true
  return loopbackNames.includes(at.host) && loopbackNames.includes(parsed.name)
}

function parseHost(host: string): { name: string; port: number } | null {
  if (!/^[\w.:[\]-]+$/.test(host) || !URL.canParse(`http://${host}`)) return null
  const url = new URL(`http://${host}`)
  return { name: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 80 : Number(url.port) }
}

/** The bearer token of a request, null without one. */
export function bearerToken(request: IncomingMessage): string | null {
  return /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? null
}

/** One cookie of a request, null without it. */
export function readCookie(request: IncomingMessage, name: string): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2)
    if (key === name && value !== undefined) return value
  }
  return null
}
