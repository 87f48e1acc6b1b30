import { expect, test } from 'vitest'
import { unwrapError } from '@shared/contract/errors'
import { FocalError } from '@shared/errors'

const shape = { code: 'conflict', message: 'It is running.', details: { id: 'r' } } as const

test('a FocalError is itself', () => {
  const error = new FocalError(shape)
  expect(unwrapError(error)).toBe(error)
})

test('the shape that an error carries as data is the error, details and all', () => {
  const carried = Object.assign(new Error('It is running.'), { code: 'conflict', data: shape })
  const error = unwrapError(carried)
  expect(error.toJSON()).toEqual(shape)
  expect(error.cause).toBe(carried)
  expect(unwrapError(shape).toJSON()).toEqual(shape)
})

test('a call that its caller gave up is cancelled; a connection that closed is lost', () => {
  const aborted = new DOMException('This operation was aborted', 'AbortError')
  expect(unwrapError(aborted, AbortSignal.abort()).code).toBe('cancelled')
  expect(unwrapError(aborted, new AbortController().signal).code).toBe('engine-lost')
  expect(unwrapError(aborted).code).toBe('engine-lost')
})

test('an error of the engine is told even where the caller has given up', () => {
  const carried = Object.assign(new Error('It is running.'), { data: shape })
  expect(unwrapError(carried, AbortSignal.abort()).code).toBe('conflict')
})

test('anything else is internal', () => {
  expect(unwrapError(new TypeError('x is not a function'))).toMatchObject({
    code: 'internal',
    message: 'x is not a function',
  })
  expect(unwrapError('text')).toMatchObject({ code: 'internal', message: 'text' })
  expect(unwrapError({ data: { code: 'unheard-of', message: 'x' } }).code).toBe('internal')
  expect(unwrapError(undefined).code).toBe('internal')
})
