import { afterEach, beforeAll, expect, it } from 'vitest'
import { FocalError } from '@shared/errors'
import { i18n } from '../../../../../src/renderer/i18n'
import { files } from '../../../../../src/renderer/i18n/chinese'
import { importErrorText } from '../../../../../src/renderer/parts/import/import-error'

beforeAll(() => {
  const features = Object.entries(files).map(([path, messages]) => [
    path.replace(/^.*\/|\.json$/g, ''),
    messages,
  ])
  i18n.global.setLocaleMessage('zh-CN', Object.fromEntries(features) as Record<string, never>)
})
afterEach(() => (i18n.global.locale.value = 'en'))

function refused(details: Record<string, unknown>): FocalError {
  return new FocalError({
    code: 'data-set-invalid',
    message: 'trees.csv, line 7: what the importer says.',
    details: { file: 'trees.csv', line: null, row: null, column: null, value: null, ...details },
  })
}

it('says place and problem in the language in use', () => {
  const error = refused({ line: 7, column: 'height', value: 'tall', problem: 'not-a-number' })
  expect(importErrorText(error)).toBe(
    'trees.csv, line 7, column “height”: “tall” is not a number. Mend it, or use the column as categories or not at all.',
  )
  i18n.global.locale.value = 'zh-CN'
  expect(importErrorText(error)).toBe(
    'trees.csv，第 7 行，列“height”：“tall”不是数值。请改正，或将该列用作类别，或忽略该列。',
  )
})

it('cuts a long value, and leaves out a place that is not known', () => {
  const text = importErrorText(refused({ value: 'x'.repeat(500), problem: 'one-row' }))
  expect(text).toMatch(/^trees\.csv: “x{59}…” is on this row only\./)
})

it('keeps the importer’s words where the window has none', () => {
  expect(importErrorText(refused({ problem: null }))).toBe('trees.csv, line 7: what the importer says.')
  expect(importErrorText(refused({ problem: 'constructor' }))).toBe(
    'trees.csv, line 7: what the importer says.',
  )
})
