import { expect, it } from 'vitest'
import { isClientFrame } from '../../../../src/engine/host/rpc-frames'

it.each([
  '{"i":"1","p":{"u":"/app/info"}}',
  '{"i":"1","p":{"u":"/runs/get","b":{"json":{"id":"x"}}}}',
  '{"i":"1","t":4}',
])('takes %s', (frame) => {
  expect(isClientFrame(frame)).toBe(true)
})

it.each([
  '',
  'hello',
  '{',
  'null',
  '[]',
  '3',
  '{}',
  '{"i":"1"}',
  '{"i":{},"p":{"u":"/x"}}',
  '{"i":"1","p":{"u":3}}',
  '{"i":"1","p":{"u":"http://"}}',
  '{"i":"1","p":{"u":"/x","h":"y"}}',
  '{"i":"1","p":{"u":"/x","m":1}}',
  '{"i":"1","t":3,"p":{"e":"message"}}',
  '{"i":"1","t":9}',
])('refuses %s', (frame) => {
  expect(isClientFrame(frame)).toBe(false)
})

it('refuses bytes', () => {
  expect(isClientFrame(Buffer.from('{"i":"1","t":4}'))).toBe(false)
})
