import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentSecurityPolicy } from '@shared/content-security-policy'
import { startServer } from '../../../src/engine/host/server'
import {
  clientOf,
  closeCode,
  openSession,
  openSocket,
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

describe('calls', () => {
  it('are answered for a browser and for a command', async () => {
    for (const headers of [
      { cookie, origin: `http://127.0.0.1:${port}` },
      { authorization: `Bearer ${served.server.token}` },
    ]) {
      const socket = await socketOf(port, headers)
      expect((await clientOf(socket).app.info()).home).toBe(served.home)
      socket.close()
    }
  })

  it.each<[what: string, frame: string | Buffer, code: number]>([
    ['text that is no JSON', 'hello', 1007],
    ['JSON that is no call', '{"i":"1","p":{}}', 1007],
    ['a number', '3', 1007],
    ['bytes', Buffer.from([1, 2, 255]), 1007],
    ['17 MB', 'x'.repeat(17 * 1024 ** 2), 1009],
  ])('%s closes the socket, and nothing else', async (_what, frame, code) => {
    const [bad, good] = [await socketOf(port, { cookie }), await socketOf(port, { cookie })]
    bad.send(frame)
    expect(await closeCode(bad)).toBe(code)
    expect((await clientOf(good).app.info()).home).toBe(served.home)
    good.close()
  })

  it('a frame that breaks the protocol closes the socket, and nothing else', async () => {
    const raw = connect(port, '127.0.0.1')
    const key = 'dGhlIHNhbXBsZSBub25jZQ=='
    raw.write(
      `GET /rpc HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    )
    const [head] = (await once(raw, 'data')) as [Buffer]
    expect(head.toString()).toContain('101 Switching Protocols')
    // A reserved opcode, reserved bits, and no mask.
    raw.write(Buffer.from([0xff, 0x7f, 1, 2, 3, 4, 5, 6, 7, 8]))
    await once(raw, 'close')
    const socket = await socketOf(port, { cookie })
    expect((await clientOf(socket).app.info()).home).toBe(served.home)
    socket.close()
  })

  it('carry the engine’s own errors', async () => {
    const socket = await socketOf(port, { cookie })
    await expect(clientOf(socket).runs.get({ id: 'nothing' })).rejects.toMatchObject({
      data: { code: 'not-found' },
    })
    await expect(clientOf(socket).runs.get({ id: '' })).rejects.toMatchObject({ data: { code: 'bad-input' } })
    socket.close()
  })

  it('keep the server open to commands until the last has left', async () => {
    const headers = { authorization: `Bearer ${served.server.token}` }
    const [first, second] = [await socketOf(port, headers), await socketOf(port, headers)]
    const browser = await socketOf(port, { cookie })
    let haveLeft = false
    const left = served.server.commandsLeft().then(() => (haveLeft = true))
    first.close()
    await closeCode(first)
    await clientOf(browser).app.info()
    expect(haveLeft).toBe(false)
    second.close()
    await left
    browser.close()
  })
})

describe('uploads', () => {
  const post = (body: Buffer | string, headers: Record<string, string>) =>
    request(port, '/upload', { method: 'POST', headers, body })

  it('are kept under a name that the engine finds', async () => {
    const answer = await post('a,b\n1,x\n2,y\n', { cookie, 'x-file-name': encodeURIComponent('../花 ñ.csv') })
    expect(answer.status).toBe(200)
    const { upload, bytes, name } = JSON.parse(answer.body) as { upload: string; bytes: number; name: string }
    expect({ bytes, name }).toEqual({ bytes: 12, name: '花 ñ.csv' })
    expect(readFileSync(served.uploads.resolve(upload), 'utf8')).toBe('a,b\n1,x\n2,y\n')
    const inspected = await served.engine.client.datasets.inspect({ source: { upload, name } })
    expect(inspected.columns.map((column) => column.name)).toEqual(['a', 'b'])
  })

  it('need a session', async () => {
    const answer = await post('x', {})
    expect(answer.status).toBe(401)
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'permission' })
  })

  it('beyond the limit are refused, and leave nothing', async () => {
    const before = readdirSync(join(served.home, 'uploads'))
    const answer = await post(Buffer.alloc(1_500_000), { cookie }).catch(
      (error: NodeJS.ErrnoException) => error.code,
    )
    // The server may close while the rest is still on its way.
    if (typeof answer === 'object') expect(answer.status).toBe(413)
    else expect(['EPIPE', 'ECONNRESET']).toContain(answer)
    expect(readdirSync(join(served.home, 'uploads'))).toEqual(before)
  })

  it('that break off leave nothing', async () => {
    const before = readdirSync(join(served.home, 'uploads'))
    const raw = connect(port, '127.0.0.1')
    raw.write(
      `POST /upload HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\nContent-Length: 1000\r\n\r\nhalf`,
    )
    const folder = join(served.home, 'uploads')
    while (readdirSync(folder).length === before.length) await new Promise((settle) => setTimeout(settle, 5))
    raw.destroy()
    const until = Date.now() + 5000
    while (readdirSync(folder).length > before.length && Date.now() < until) {
      await new Promise((settle) => setTimeout(settle, 5))
    }
    expect(readdirSync(folder)).toEqual(before)
  })

  it.each(['../secret.txt', '..%2f', 'x', ''])('do not lead to %j', (upload) => {
    expect(() => served.uploads.resolve(upload)).toThrow('gone')
  })

  it('are removed after a day', async () => {
    const [old, young] = await Promise.all([post('old', { cookie }), post('young', { cookie })])
    const [oldPath, youngPath] = [old, young].map((answer) =>
      served.uploads.resolve((JSON.parse(answer.body) as { upload: string }).upload),
    ) as [string, string]
    const before = Date.now() / 1000 - 90_000
    utimesSync(oldPath, before, before)
    await served.uploads.removeOld()
    expect([existsSync(oldPath), existsSync(youngPath)]).toEqual([false, true])
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
    await expect(Array.fromAsync(events)).rejects.toThrow()
    deaf.terminate()
    idle.destroy()
  })
})
