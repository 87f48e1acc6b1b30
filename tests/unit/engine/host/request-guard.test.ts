import type { IncomingMessage } from 'node:http'
import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { bearerToken, isOwnRequest, readCookie, serverUrl } from '../../../../src/engine/host/request-guard'

const request = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage
const loopback = { host: '127.0.0.1', port: 4177 }

describe('isOwnRequest', () => {
  it.each(['127.0.0.1:4177', 'localhost:4177', '[::1]:4177', 'LOCALHOST:4177'])('takes %s', (host) => {
    expect(isOwnRequest(request({ host }), loopback)).toBe(true)
  })

  it.each([
    'evil.example:4177',
    '127.0.0.1:80',
    '127.0.0.1',
    '127.0.0.1.evil.example:4177',
    'user@127.0.0.1:4177',
    '',
    'a b',
  ])('refuses the host %j (DNS rebinding)', (host) => {
    expect(isOwnRequest(request({ host }), loopback)).toBe(false)
  })

  it('refuses a request without a host', () => {
    expect(isOwnRequest(request({}), loopback)).toBe(false)
  })

  it('takes its own origin, and no other', () => {
    const from = (origin: string) => isOwnRequest(request({ host: '127.0.0.1:4177', origin }), loopback)
    expect(from('http://127.0.0.1:4177')).toBe(true)
    for (const origin of ['http://localhost:4177', 'http://evil.example', 'null', 'https://127.0.0.1:4177']) {
      expect(from(origin)).toBe(false)
    }
  })

  it('takes any address where it listens on all, but no stranger’s name', () => {
    const everywhere = { host: '0.0.0.0', port: 8080 }
    for (const host of ['192.168.1.7:9000', '127.0.0.1:8080', 'localhost:1', `${hostname()}:8080`]) {
      expect(isOwnRequest(request({ host }), everywhere)).toBe(true)
    }
    expect(isOwnRequest(request({ host: 'evil.example:8080' }), everywhere)).toBe(false)
  })

  it('takes the name it was told to listen on', () => {
    const named = { host: 'lab.example', port: 8080 }
    expect(isOwnRequest(request({ host: 'lab.example:8080' }), named)).toBe(true)
    expect(isOwnRequest(request({ host: '127.0.0.1:8080' }), named)).toBe(false)
  })
})

it('reads bearer tokens and cookies', () => {
  expect(bearerToken(request({ authorization: 'Bearer abc' }))).toBe('abc')
  expect(bearerToken(request({ authorization: 'Basic abc' }))).toBeNull()
  expect(readCookie(request({ cookie: 'a=1; b=2' }), 'b')).toBe('2')
  expect(readCookie(request({ cookie: 'ab=1' }), 'b')).toBeNull()
})

it('writes URLs that work', () => {
  expect(serverUrl({ host: '::1', port: 1 })).toBe('http://[::1]:1')
  expect(serverUrl({ host: '0.0.0.0', port: 2 })).toBe('http://127.0.0.1:2')
})
