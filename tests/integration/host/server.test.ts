import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentSecurityPolicy } from '@shared/content-security-policy'
import { startServer } from '../../../src/engine/host/server'
import {
  clientOf,
  openSession,
  openSocket,
  readAll,
  request,
  serveEngine,
  socketOf,
  type ServedEngine,
} from './support'

let served: ServedEngine
let port: number
let cookie: string
beforeAll(async () => {
  served = await serveEngine()
  port = served.port
  cookie = await openSession(port, served.server.oneTimeUrl())
})
afterAll(() => served.close())

describe('the one-time URL', () => {
  it('opens a session once, and says what to do the second time', async () => {
    const { pathname, search } = new URL(served.server.oneTimeUrl())
    const first = await request(port, pathname + search)
    expect(first.status).toBe(303)
    expect(first.headers.location).toBe('/')
    const setCookie = first.headers['set-cookie']?.[0]
    expect(setCookie).toMatch(/HttpOnly/)
    expect(setCookie).toMatch(/SameSite=Strict/)
    const second = await request(port, pathname + search)
    expect(second.status).toBe(403)
    expect(second.headers['set-cookie']).toBeUndefined()
    expect(second.body).toContain('npx focal-bench serve')
  })

  it('is not used up by a look at its head', async () => {
    const { pathname, search } = new URL(served.server.oneTimeUrl())
    expect((await request(port, pathname + search, { method: 'HEAD' })).status).toBe(401)
    expect((await request(port, pathname + search)).status).toBe(303)
  })

  it('is not guessed', async () => {
    expect((await request(port, '/?token=guess')).status).toBe(403)
    expect((await request(port, '/?token=')).status).toBe(403)
  })

  it('is given to commands alone', async () => {
    const authorization = `Bearer ${served.server.token}`
    const given = await request(port, '/one-time-url', { method: 'POST', headers: { authorization } })
    const { url } = JSON.parse(given.body) as { url: string }
    expect(await openSession(port, url)).toContain(`focal_bench_${port}=`)
    expect((await request(port, '/one-time-url', { method: 'POST', headers: { cookie } })).status).toBe(401)
    expect((await request(port, '/one-time-url', { method: 'POST' })).status).toBe(401)
    expect((await request(port, '/one-time-url', { headers: { authorization } })).status).toBe(405)
  })
})

describe('the session', () => {
  it('is needed for every file', async () => {
    for (const path of ['/', '/assets/app-1a2b.js', '/nothing']) {
      const answer = await request(port, path)
      expect(answer.status).toBe(401)
      expect(answer.body).toContain('npx focal-bench serve')
    }
  })

  it.each([
    ['changed', (value: string) => `${value.slice(0, -2)}xx`],
    ['prolonged', (value: string) => value.replace(/=\d/, '=9')],
    ['empty', () => ''],
    ['of nobody', (value: string) => `${value.split('=')[0]}=9999999999999.a.b`],
  ])('is refused where it was %s', async (_how, change) => {
    expect((await request(port, '/', { headers: { cookie: change(cookie) } })).status).toBe(401)
  })

  it('outlives the server, so that an open page comes back', async () => {
    const { engine, uploads, home } = served
    const options = { router: engine.router, uploads, home, rendererFolder: join(home, 'window') }
    const first = await startServer({ ...options, listen: { host: '127.0.0.1', port: 0 } })
    const session = await openSession(first.at.port, first.oneTimeUrl())
    await first.close()
    const second = await startServer({ ...options, listen: first.at })
    expect((await request(second.at.port, '/', { headers: { cookie: session } })).status).toBe(200)
    await second.close()
  })
})

describe('files', () => {
  it.each([
    ['/', 'text/html; charset=utf-8', 'no-store'],
    ['/assets/app-1a2b.js', 'text/javascript; charset=utf-8', 'private, max-age=31536000, immutable'],
    ['/assets/app-1a2b.css', 'text/css; charset=utf-8', 'private, max-age=31536000, immutable'],
    ['/icon.svg', 'image/svg+xml', 'no-store'],
  ])('sends %s as %s', async (path, type, caching) => {
    const answer = await request(port, path, { headers: { cookie } })
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe(type)
    expect(answer.headers['cache-control']).toBe(caching)
  })

  it('says the policy with every answer', async () => {
    for (const [path, headers] of [
      ['/', { cookie }],
      ['/', {}],
      ['/nothing', { cookie }],
      ['/', { cookie, host: 'evil.example' }],
    ] as const) {
      const answer = await request(port, path, { headers })
      expect(answer.headers['content-security-policy']).toBe(contentSecurityPolicy)
      expect(answer.headers['x-content-type-options']).toBe('nosniff')
      expect(answer.headers['referrer-policy']).toBe('no-referrer')
      expect(answer.headers['cross-origin-resource-policy']).toBe('same-origin')
    }
  })

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '//secret.txt',
    '/link.txt',
    '/assets',
    '/%',
    '/index.html%00.js',
    `/${'a'.repeat(5000)}`,
  ])('does not leave its folder for %.60s', async (path) => {
    const answer = await request(port, path, { headers: { cookie } })
    expect(answer.status).toBe(404)
    expect(answer.body).not.toContain('secret')
  })

  it('answers no other method', async () => {
    expect((await request(port, '/', { method: 'DELETE', headers: { cookie } })).status).toBe(405)
  })
})

describe('strangers', () => {
  it('are refused under a name of their own (DNS rebinding), with the right cookie too', async () => {
    const headers = { cookie, host: `evil.example:${port}` }
    expect((await request(port, '/', { headers })).status).toBe(403)
    expect((await request(port, '/upload', { method: 'POST', headers, body: 'x' })).status).toBe(403)
    expect(await openSocket(port, headers)).toBe(403)
  })

  it('are refused from another origin', async () => {
    const headers = { cookie, origin: 'http://evil.example' }
    expect((await request(port, '/upload', { method: 'POST', headers, body: 'x' })).status).toBe(403)
    expect(await openSocket(port, headers)).toBe(403)
  })

  it('get no socket without a session or token', async () => {
    expect(await openSocket(port, {})).toBe(401)
    expect(await openSocket(port, { authorization: 'Bearer guess' })).toBe(401)
    expect(await openSocket(port, { cookie }, '/other')).toBe(404)
  })
})

describe('the server', () => {
  it('says why it cannot listen', async () => {
    const { engine, uploads, home } = served
    const options = { router: engine.router, uploads, home, rendererFolder: join(home, 'window') }
    await expect(startServer({ ...options, listen: { host: '127.0.0.1', port } })).rejects.toThrow(
      `port ${port} is in use; name another with --port`,
    )
    await expect(startServer({ ...options, listen: { host: '203.0.113.1', port: 0 } })).rejects.toThrow(
      '203.0.113.1 is not an address of this machine',
    )
  })

  it('says that the window is not built', async () => {
    const { engine, uploads, home } = served
    const listen = { host: '127.0.0.1', port: 0 }
    const server = await startServer({
      router: engine.router,
      uploads,
      home,
      rendererFolder: join(home, 'none'),
      listen,
    })
    const session = await openSession(server.at.port, server.oneTimeUrl())
    const answer = await request(server.at.port, '/', { headers: { cookie: session } })
    expect(answer.status).toBe(503)
    expect(answer.body).toContain('npm run build')
    await server.close()
  })

  it('closes in the face of clients that hang on', async () => {
    const { engine, uploads, home } = served
    const listen = { host: '127.0.0.1', port: 0 }
    const server = await startServer({
      router: engine.router,
      uploads,
      home,
      rendererFolder: join(home, 'window'),
      listen,
    })
    const session = await openSession(server.at.port, server.oneTimeUrl())
    const socket = await socketOf(server.at.port, { cookie: session })
    const pending = clientOf(socket).app.events()
    const deaf = await socketOf(server.at.port, { cookie: session })
    deaf.pause()
    const idle = connect(server.at.port, '127.0.0.1')
    await once(idle, 'connect')
    const started = performance.now()
    await server.close()
    expect(performance.now() - started).toBeLessThan(3000)
    const events = await pending
    await expect(readAll(events)).rejects.toThrow()
    deaf.terminate()
    idle.destroy()
  })
})
