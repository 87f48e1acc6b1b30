import { existsSync, readdirSync, readFileSync, utimesSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSession, request, serveEngine, type ServedEngine } from './support'

let served: ServedEngine
let port: number
let cookie: string
beforeAll(async () => {
  served = await serveEngine()
  port = served.port
  cookie = await openSession(port, served.server.oneTimeUrl())
})
afterAll(() => served.close())

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
