/** Data sets whose samples have several labels, or none: a column for each label, one column with all, lists. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { targetCounts } from '@core/sampling/rarest-labels'
import { dataConfigSchema } from '@shared/config/run-config'
import type { DatasetContent } from '@shared/dataset-file'
import { makeHome, openEngine } from '../open-engine'
import { writeParquet } from './support/files'
import { importError, importFile, inspectFile, leftBehind, makeFolder, writeIn } from './support/import-task'

/** The labels of each row, joined by a comma. */
function labelsOf({ samples, labels, targets = new Uint8Array() }: DatasetContent): string[] {
  return Array.from({ length: samples }, (_, row) =>
    labels.filter((_label, l) => targets[row * labels.length + l] === 1).join(),
  )
}

const tags = ['cat;dog', 'dog', '', 'owl; cat', 'owl;owl;', 'dog']
const expected = ['cat,dog', 'dog', '', 'cat,owl', 'owl', 'dog']
const separated = ['x,tags', ...tags.map((cell, i) => `${i},${cell}`)].join('\n')
const columns = ['cat,x,dog,owl', '1,0,1,0', '0,1,1,0', '0,2,0,0', '1,3,0,1', '0,4,0,1', '0,5,1,0'].join('\n')

test('several label columns and one column with a separator give the same data set', async () => {
  const folder = makeFolder()
  const bySeparator = await importFile(writeIn(folder, 'a.csv', separated), {
    label: 'tags',
    labelSeparator: ';',
  })
  const byColumns = await importFile(writeIn(folder, 'b.csv', columns), { labels: ['owl', 'cat', 'dog'] })
  expect(bySeparator.header).toMatchObject({ samples: 6, labels: ['cat', 'dog', 'owl'], multiLabel: true })
  expect(labelsOf(bySeparator.content)).toEqual(expected)
  expect(bySeparator.counts).toEqual([2, 3, 2])
  expect([...bySeparator.content.classes]).toEqual([0, 1, 3, 0, 2, 1])
  expect(bySeparator.labelColumn).toBe('tags')
  expect(byColumns.labelColumn).toBeNull()
  expect(byColumns.hash).toBe(bySeparator.hash)
  expect([...byColumns.content.values]).toEqual([0, 1, 2, 3, 4, 5])
})

test('the hash covers which sample has which labels', async () => {
  const folder = makeFolder()
  const read = async (name: string, text: string) =>
    (await importFile(writeIn(folder, name, text), { labels: ['a', 'b'] })).hash
  const rows = '1,0,1\n0,1,2\n1,1,3\n'
  const first = await read('a.csv', `a,b,x\n${rows}0,0,4`)
  expect(await read('b.csv', `a,b,x\n${rows}0,1,4`)).not.toBe(first)
  expect(await read('c.csv', `a,b,x\nyes,No,1\nfalse,TRUE,2\n1.0,1,3\n0,0,4`)).toBe(first)
})

test('JSON lines: lists of texts are several labels, without a separator', async () => {
  const lines = expected.map((labels, x) =>
    JSON.stringify({ x, tags: labels === '' ? null : labels.split(',') }),
  )
  const path = writeIn(makeFolder(), 'a.jsonl', lines.join('\n'))
  expect(labelsOf((await importFile(path, { label: 'tags' })).content)).toEqual(expected)
  const many = Array.from({ length: 1700 }, () => lines).flat()
  writeFileSync(path, [...many, '{"x": 9, "tags": "cat"}'].join('\n'))
  expect((await importError(path, { label: 'tags' })).message).toContain(
    'a.jsonl, line 10201, column "tags": "cat" is one value, but most of the first rows hold lists of labels.',
  )
})

test.each([
  ['"b"', '"b" is one value, but most of the first rows hold lists'],
  ['["a", null]', '["a",null] is an object, or a list of more than texts and numbers.'],
  ['[["b"]]', '[["b"]] is an object, or a list of more'],
  ['{"a": 1}', '{"a":1} is an object, or a list of more'],
])(
  'JSON lines: %s among the first rows was told as an error of line 1, without its value',
  async (cell, message) => {
    const cells = ['["a", "b"]', '["a"]', cell, '[]', '["b"]', '["a"]']
    const lines = cells.map((tags, x) => `{"x": ${x}, "t": ${tags}}`)
    const path = writeIn(makeFolder(), 'a.jsonl', lines.join('\n'))
    const error = await importError(path, { label: 't' })
    expect(error.message).toContain(`a.jsonl, line 3, column "t": ${message}`)
    expect(error.details).toMatchObject({ line: 3, value: cell === '"b"' ? 'b' : cell.replaceAll(' ', '') })
  },
)

test('a label column named twice was taken once, silently', async () => {
  const path = writeIn(makeFolder(), 'a.csv', columns)
  const error = await importError(path, { labels: ['cat', 'dog', 'cat'] })
  expect(error.message).toBe('The label column "cat" was named twice. Name each column once.')
})

test('Parquet: truth values in several columns, and a column of lists', async () => {
  const path = join(makeFolder(), 'a.parquet')
  await writeParquet(
    path,
    `SELECT range AS x, range % 2 = 0 AS even, range % 3 = 0 AS third,
       CASE range % 4 WHEN 0 THEN ['a', 'b'] WHEN 1 THEN ['b'] WHEN 2 THEN [] ELSE NULL END AS tags FROM range(8)`,
  )
  expect(labelsOf((await importFile(path, { labels: ['even', 'third'] })).content)).toEqual([
    'even,third',
    '',
    'even',
    'third',
    'even',
    '',
    'even,third',
    '',
  ])
  const lists = { label: 'tags', types: { even: 'ignore', third: 'ignore' } }
  const { content } = await importFile(path, lists)
  expect(labelsOf(content)).toEqual(['a,b', 'b', '', '', 'a,b', 'b', '', ''])
})

test('a table of image paths may have several labels', async () => {
  const folder = makeFolder()
  mkdirSync(join(folder, 'images'))
  for (let i = 0; i < 4; i++) {
    const background = { r: 60 * i, g: 0, b: 0 }
    await sharp({ create: { width: 2, height: 2, channels: 3, background } })
      .png()
      .toFile(join(folder, 'images', `${i}.png`))
  }
  const cells = ['sea|sand', 'sea', 'sand', '']
  const rows = cells.map((cell, i) => `images/${i}.png,${cell}`)
  const path = writeIn(folder, 'a.csv', ['image,tags', ...rows].join('\n'))
  const { content } = await importFile(path, { label: 'tags', labelSeparator: '|' })
  expect(content.shape).toEqual([2, 2, 3])
  expect(labelsOf(content)).toEqual(['sand,sea', 'sea', 'sand', ''])
  writeIn(folder, 'b.csv', ['image,sea,sand', 'images/0.png,1,0', 'images/1.png,2,1'].join('\n'))
  expect((await importError(join(folder, 'b.csv'), { labels: ['sea', 'sand'] })).message).toContain(
    'b.csv, line 3, column "sea": "2" does not say whether the row has the label.',
  )
})

test('a given split counts by label', async () => {
  const rows = ['a;b,train', 'a,train', 'b,validation', 'b,train', 'a,test', ',validation']
  const text = ['x,tags,part', ...rows.map((row, i) => `${i},${row}`)].join('\n')
  const { header, content } = await importFile(writeIn(makeFolder(), 'a.csv', text), {
    label: 'tags',
    labelSeparator: ';',
    split: 'part',
  })
  expect(header.split).toEqual({ column: 'part', train: [2, 2], validation: [0, 1] })
  expect([...(content.givenSplit ?? [])]).toEqual([0, 0, 1, 0, 2, 1])
  expect(labelsOf(content)).toEqual(['a,b', 'a', 'b', 'b', 'a', ''])
})

test.each([
  ['a word that is no truth', 'a,b,x\n1,0,1\n0,maybe,2\n', 'a.csv, line 3, column "b": "maybe" does not say'],
  [
    'an empty cell',
    'a,b,x\n1,0,1\n,1,2\n',
    'line 3, column "a": the value is missing, and labels are not filled in.',
  ],
  [
    'a label on one row',
    'a,b,x\n1,0,1\n1,1,2\n0,0,3\n',
    'line 3, column "b": label "b" is on this row only.',
  ],
  ['a label on no row', 'a,b,x\n1,0,1\n1,0,2\n0,0,3\n', 'a.csv, column "b": label "b" is on no row.'],
  ['a label on every row', 'a,b,x\n1,0,1\n1,1,2\n1,1,3\n', 'column "a": label "a" is on every row'],
])('%s is refused', async (_, text, message) => {
  const path = writeIn(makeFolder(), 'a.csv', text)
  const error = await importError(path, { labels: ['a', 'b'], missing: 'mean' })
  expect(error.code).toBe('data-set-invalid')
  expect(error.message).toContain(message)
  expect(leftBehind(path)).toEqual([])
})

test('rows without a truth are dropped where missing values are', async () => {
  const path = writeIn(makeFolder(), 'a.csv', 'a,b,x\n1,0,1\nNA,1,2\n0,1,3\n1,1,4\n0,0,5\n')
  const { content, notes } = await importFile(path, { labels: ['a', 'b'], missing: 'drop' })
  expect(labelsOf(content)).toEqual(['a', 'b', 'a,b', ''])
  expect(notes).toEqual(['1 row with a missing value was left out.'])
})

test('a separator that no row has is told', async () => {
  const path = writeIn(makeFolder(), 'a.csv', 'x,tags\n1,a\n2,b\n3,a\n4,b\n')
  const { notes } = await importFile(path, { label: 'tags', labelSeparator: ';' })
  expect(notes).toEqual([expect.stringContaining('No sample has more than one label.')])
})

test.each([
  ['a label beside several', { label: 'tags', labels: ['cat', 'dog'] }, 'and one label column as well'],
  [
    'a separator beside several',
    { labels: ['cat', 'dog'], labelSeparator: ';' },
    'a separator of labels as well',
  ],
  ['a single one', { labels: ['cat'] }, 'At least two label columns are needed.'],
  [
    'a type of one',
    { labels: ['cat', 'dog'], types: { dog: 'numeric' } },
    'Column "dog" was given a type, but it is a label',
  ],
])('label columns: %s is refused', async (_, options, message) => {
  const path = writeIn(makeFolder(), 'a.csv', columns)
  const error = await importError(path, options)
  expect(error.code).toBe('bad-input')
  expect(error.message).toContain(message)
})

test('a type given to the label column or the split column is refused, not passed over', async () => {
  const path = writeIn(makeFolder(), 'a.csv', 'x,part,y\n1,train,a\n2,test,b\n3,train,b\n4,test,a\n')
  const refused = (column: string) =>
    importError(path, { label: 'y', split: 'part', types: { [column]: 'categorical' } })
  expect((await refused('y')).message).toContain('Column "y" was given a type, but it is a label column')
  expect((await refused('part')).message).toContain(
    'Column "part" was given a type, but it is the split column',
  )
})

test('more targets than are made at once keep their rows', async () => {
  const labels = 400
  const rows = Array.from({ length: 2000 }, (_, i) => `${i},t${i % labels};t${(7 * i + 1) % labels}`)
  const path = writeIn(makeFolder(), 'a.csv', ['x,tags', ...rows].join('\n'))
  const { content, counts } = await importFile(path, { label: 'tags', labelSeparator: ';' })
  expect(content.labels).toHaveLength(labels)
  expect(counts).toEqual(targetCounts(content.targets ?? new Uint8Array(), labels))
  for (const i of [0, 655, 656, 1999]) {
    const sorted = [...new Set([`t${i % labels}`, `t${(7 * i + 1) % labels}`])].sort()
    expect(labelsOf(content)[i]).toBe(sorted.join())
  }
})

test('a data set knows, shows and splits several labels a sample', async () => {
  const home = makeHome()
  const { client } = await openEngine(home)
  const path = join(home, 'tags.csv')
  writeFileSync(path, separated)
  const request = { source: { path }, label: 'tags', labelSeparator: ';' }
  const dataset = await client.datasets.import(request)
  expect(dataset).toMatchObject({
    multiLabel: true,
    classes: [
      { label: 'cat', count: 2 },
      { label: 'dog', count: 3 },
      { label: 'owl', count: 2 },
    ],
  })
  expect((await client.datasets.import(request)).id).toBe(dataset.id)
  const { rows, unlabelled } = await client.datasets.preview({ id: dataset.id, rows: 20 })
  expect(unlabelled).toBe(1)
  expect(rows.map(({ label }) => label).sort()).toEqual(['', 'cat, dog', 'cat, owl', 'dog', 'dog', 'owl'])
  const data = dataConfigSchema.parse({ dataset: dataset.id, validationFraction: 0.5 })
  const split = await client.datasets.previewSplit({ data, seed: 3 })
  const together = split.train.map((count, label) => count + (split.validation[label] ?? 0))
  expect(together).toEqual([2, 3, 2])
})

test('before an import rows are counted by label, and a wrong cell is told', async () => {
  const folder = makeFolder()
  const path = writeIn(folder, 'a.csv', columns)
  expect((await inspectFile(path)).labelCounts).toBeNull()
  expect((await inspectFile(path)).unlabelled).toBeNull()
  expect((await inspectFile(path, { labels: ['owl', 'cat'] })).unlabelled).toBe(3)
  expect((await inspectFile(path, { labels: ['owl', 'cat'] })).labelCounts).toEqual([
    { label: 'cat', count: 2 },
    { label: 'owl', count: 2 },
  ])
  const tagged = writeIn(folder, 'b.csv', separated)
  expect((await inspectFile(tagged, { label: 'tags', labelSeparator: ';' })).labelCounts).toEqual([
    { label: 'cat', count: 2 },
    { label: 'dog', count: 3 },
    { label: 'owl', count: 2 },
  ])
  expect((await inspectFile(tagged, { label: 'tags', labelSeparator: ';' })).unlabelled).toBe(1)
  await expect(inspectFile(path, { labels: ['cat', 'x'] })).rejects.toThrow(
    'a.csv, line 4, column "x": "2" does not say',
  )
})

test('an ignored column says why, and how many values it has at least', async () => {
  const rows = Array.from({ length: 1200 }, (_, i) =>
    JSON.stringify({ x: i, text: `t${i}`, tags: ['a'], deep: {} }),
  )
  const { columns: found } = await inspectFile(writeIn(makeFolder(), 'a.jsonl', rows.join('\n')))
  expect(found.map(({ name, ignoreReason, distinct }) => [name, ignoreReason, distinct])).toEqual([
    ['x', null, 1001],
    ['text', 'names', 1001],
    ['tags', 'lists', 0],
    ['deep', 'unsupported', 0],
  ])
})
