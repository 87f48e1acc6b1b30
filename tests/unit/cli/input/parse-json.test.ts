import { FocalError } from '@shared/errors'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../../../src/cli/input/parse-json'

const messageOf = (text: string): string => {
  try {
    parseJson(text, 'config.json')
  } catch (error) {
    expect(error).toBeInstanceOf(FocalError)
    return (error as FocalError).message
  }
  throw new Error(`taken: ${text}`)
}

describe('parseJson', () => {
  it('reads every JSON value as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 4 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect(parseJson(text, 'x').value).toEqual(JSON.parse(text))
      }),
    )
  })

  it('refuses what JSON.parse refuses, and nothing else', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '1',
      '-',
      '.5',
      'true',
      'nul',
      ' ',
      '\n',
      '\\',
    )
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 8 }).map((list) => list.join('')),
        (text) => {
          const isTaken = (read: () => unknown) => {
            try {
              read()
              return true
            } catch {
              return false
            }
          }
          expect(isTaken(() => parseJson(text, 'x'))).toBe(isTaken(() => JSON.parse(text)))
        },
      ),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['', 'config.json:1:1: the JSON is empty'],
    ['{\n  "a": 1,\n}', 'config.json:3:1: the JSON has "}" where it needs a value after ","'],
    ['{"a": 1\n "b": 2}', `config.json:2:2: the JSON has '"' where it needs "," or "}"`],
    ["{'a': 1}", `config.json:1:2: the JSON has "'" where it needs a name in double quotes`],
    ['{"a" 1}', 'config.json:1:6: the JSON has "1" where it needs ":" after "a"'],
    ['{"a": tru}', 'config.json:1:7: the JSON has "tru" where it needs a number, true, false, null'],
    ['{"a": "x\ny"}', 'config.json:1:7: the JSON has a text without its closing quote'],
    ['[1, 2', 'config.json:1:6: the JSON ends where it needs "," or "]"'],
    ['{} {}', 'config.json:1:4: the JSON has "{" where it needs nothing more'],
    ['{"a": NaN}', 'config.json:1:7: the JSON has "NaN"'],
    ['['.repeat(5000), 'the JSON is nested too deeply'],
  ])('says where %j goes wrong', (text, message) => {
    expect(messageOf(text)).toContain(message)
  })

  it('knows the place of each member, with a byte order mark and CRLF too', () => {
    const { placeOf } = parseJson('\uFEFF{\r\n  "loss": {\r\n    "gamma": 2 },\r\n "list": [{"x": 1}] }', 'x')
    expect(placeOf('loss')).toEqual({ line: 2, column: 3 })
    expect(placeOf('loss.gamma')).toEqual({ line: 3, column: 5 })
    expect(placeOf('list.0.x')).toEqual({ line: 4, column: 12 })
    expect(placeOf('loss.alpha')).toBeNull()
  })

  it('tells of the first name that its object has twice', () => {
    expect(parseJson('{"a": 1, "b": {"a": 2}, "c": [{"a": 1}, {"a": 2}]}', 'x').repeated).toBeNull()
    const { value, repeated } = parseJson('{"a": 1,\n "b": {"c": 2, "c": 3},\n "a": 2}', 'x')
    expect(repeated).toEqual({ path: 'b.c', place: { line: 2, column: 16 } })
    expect(value).toEqual({ a: 2, b: { c: 3 } })
  })

  it('keeps a member called __proto__ a plain member', () => {
    const { value } = parseJson('{"__proto__": {"polluted": true}}', 'x')
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    expect(Object.keys(value as object)).toEqual(['__proto__'])
  })
})
