import { expect, test } from 'vitest'
import { compareLabels } from '../../../../src/core/columns/label-order'

const sorted = (...labels: string[]) => labels.sort(compareLabels)

test('numbers are in order of their value', () => {
  expect(sorted('10', '9', '-1', '1e1', '2.5')).toEqual(['-1', '2.5', '9', '10', '1e1'])
  expect(sorted('01', '1', '1.0')).toEqual(['01', '1', '1.0'])
})

test('texts are in order of their code points, whatever the language of the machine', () => {
  expect(sorted('b', 'B', 'a', 'ä', 'Z')).toEqual(['B', 'Z', 'a', 'b', 'ä'])
  expect(sorted('\u{1f600}', '\uffee')).toEqual(['\uffee', '\u{1f600}'])
  expect(sorted('ab', 'a', 'abc')).toEqual(['a', 'ab', 'abc'])
})
