import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer } from '../../../src/engine/host/server'
import { clientOf, closeCode, openSession, serveEngine, socketOf, type ServedEngine } from './support'

let served: ServedEngine
let port: number
let cookie: string
beforeAll(async () => {
  served = await serveEngine()
  port = served.port
  cookie = await openSession(port, served.server.oneTimeUrl())
})
afterAll(() => served.close())

describe('calls', () => {
  it('are answered for a browser and for a command', async () => {
    const browser = { cookie, origin: `http://127.0.0.1:${port}` }
    const command = { authorization: `Bearer ${served.server.token}` }
    for (const headers of [browser, command]) {
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

  it('lets go of a browser that does not answer its pings, and of no other client', async () => {
    const { engine, uploads, home } = served
    const options = {
      router: engine.router,
      uploads,
      home,
      rendererFolder: join(home, 'window'),
      pingMilliseconds: 100,
    }
    const server = await startServer({ ...options, listen: { host: '127.0.0.1', port: 0 } })
    const session = await openSession(server.at.port, server.oneTimeUrl())
    const headers = { cookie: session }
    const [live, deaf] = [await socketOf(server.at.port, headers), await socketOf(server.at.port, headers)]
    const asleep = await socketOf(server.at.port, { authorization: `Bearer ${server.token}` })
    deaf.pause()
    asleep.pause()
    await new Promise((settle) => setTimeout(settle, 600))
    deaf.resume()
    asleep.resume()
    expect(await closeCode(deaf)).toBe(1006)
    expect((await clientOf(live).app.info()).home).toBe(home)
    expect((await clientOf(asleep).app.info()).home).toBe(home)
    await server.close()
  })
})
