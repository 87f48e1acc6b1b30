import { expect, test } from 'vitest'
import { truthOf } from '@core/columns/truth'

test.each([
  ['0', 0],
  ['1', 1],
  ['1.0', 1],
  ['0.', 0],
  [' True ', 1],
  ['FALSE', 0],
  ['Yes', 1],
  ['no', 0],
  ['2', null],
  ['0.5', null],
  ['maybe', null],
  ['', null],
  ['constructor', null],
])('%j says %j', (text, truth) => {
  expect(truthOf(text)).toBe(truth)
})
