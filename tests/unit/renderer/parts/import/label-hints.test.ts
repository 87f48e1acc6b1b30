import { expect, test } from 'vitest'
import type { InspectedColumn } from '@shared/domain/dataset'
import { labelHint } from '../../../../../src/renderer/parts/import/label-hints'

function column(name: string, values: readonly string[]): InspectedColumn {
  return {
    name,
    type: 'categorical',
    examples: [],
    holdsLists: false,
    missing: 0,
    ignoreReason: null,
    distinct: values.length,
    histogram: null,
    topValues: values.map((value) => ({ value, count: 1 })),
  }
}

const x = column('x', ['1.5', '2', '3'])

test('combinations of labels were classes of their own, without a word', () => {
  const tags = column('tags', ['dog|cat', 'cat', 'dog', 'cat|owl'])
  expect(labelHint([x, tags], tags)).toEqual({ mode: 'separated', separator: '|', labels: 3 })
  const numbered = column('tags', ['1;2', '2', '1', '2;3', '1;3'])
  expect(labelHint([numbered], numbered)).toEqual({ mode: 'separated', separator: ';', labels: 3 })
})

test.each([
  [['cat', 'dog', 'owl']],
  [['n/a', 'yes', 'no', 'w/o']],
  [['maize, early', 'maize, late']],
  [['1,5', '1,6', '5,6', '1']],
  [['cat|', 'dog|', 'cat']],
])('%j are one label each', (values) => {
  const label = column('label', values)
  expect(labelHint([x, label], label)).toBeNull()
})

test('several columns of 0 and 1 may be labels, unless another column is the label', () => {
  const [cat, dog] = [column('cat', ['0', '1']), column('dog', ['1', '0'])]
  expect(labelHint([x, cat, dog], dog)).toEqual({ mode: 'columns', columns: ['cat', 'dog'] })
  expect(labelHint([x, cat, dog], undefined)).toEqual({ mode: 'columns', columns: ['cat', 'dog'] })
  expect(labelHint([x, dog], dog)).toBeNull()
  const kind = column('kind', ['a', 'b'])
  expect(labelHint([cat, dog, kind], kind)).toBeNull()
})
