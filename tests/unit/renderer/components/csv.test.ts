import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import { toCsv } from '../../../../src/renderer/components/csv'

it('is read back by a CSV parser', () => {
  const rows = [
    ['plain', 1, true],
    ['with "quotes", commas\r\nand lines', -0.5, false],
    ['汉字', 1e-7, false],
  ]
  const text = toCsv(['name', 'value', 'flag'], rows)
  expect(parse(text)).toEqual([['name', 'value', 'flag'], ...rows.map((row) => row.map(String))])
})

it('leaves cells empty that have no value', () => {
  expect(toCsv(['a', 'b', 'c'], [[null, undefined, NaN]])).toBe('a,b,c\r\n,,\r\n')
})

it('disarms text that a spreadsheet would run, and leaves numbers alone', () => {
  expect(toCsv(['a'], [['=1+1'], ['@x'], ['-cmd'], ['-0.5'], ['+3']])).toBe(
    "a\r\n'=1+1\r\n'@x\r\n'-cmd\r\n-0.5\r\n+3\r\n",
  )
})
