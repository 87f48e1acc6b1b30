import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import '@shared/config/plain-words'

const message = (schema: z.ZodType, value: unknown) => schema.safeParse(value).error?.issues[0]?.message

describe('what schemas say', () => {
  it.each([
    [z.string(), 3, 'must be text'],
    [z.string(), undefined, 'is missing'],
    [z.number(), 'x', 'must be a number'],
    [z.number().int(), 1.5, 'must be a whole number'],
    [z.number().min(2), 1, 'must be at least 2'],
    [z.number().max(2), 3, 'must be at most 2'],
    [z.number().gt(2), 2, 'must be more than 2'],
    [z.number().lt(2), 2, 'must be less than 2'],
    [z.number().multipleOf(5), 3, 'must be a multiple of 5'],
    [z.boolean(), 1, 'must be true or false'],
    [z.string().max(3), 'abcd', 'must have at most 3 characters'],
    [z.string().min(1), '', 'must have at least 1 character'],
    [z.array(z.number()).max(2), [1, 2, 3], 'must have at most 2 items'],
    [z.object({}), [], 'must be an object'],
    [z.array(z.string()), {}, 'must be a list'],
    [z.enum(['a', 'b']), 'c', 'must be one of a, b'],
    [z.literal('a'), 'b', 'must be a'],
    [z.strictObject({}), { x: 1 }, 'has no field "x"'],
    [
      z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
      {},
      'has none of the forms it may have',
    ],
    [
      z.discriminatedUnion('k', [z.object({ k: z.literal('a') }), z.object({ k: z.literal('b') })]),
      { k: 3 },
      'must be one of a, b',
    ],
    [z.uuid(), 'x', 'is not valid'],
  ])('%# is in our words', (schema, value, words) => {
    expect(message(schema, value)).toBe(words)
  })

  it('leaves a schema the words it brings itself', () => {
    expect(message(z.number().min(2, 'needs two'), 1)).toBe('needs two')
  })
})
