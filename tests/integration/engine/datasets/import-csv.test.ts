/** What a person's file may look like: read as meant, or refused with what is wrong and where, and nothing left behind. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Engine } from '../../../../src/engine/engine'
import { makeHome, openEngine, refusal } from '../open-engine'
import { importError, importFile, leftBehind, makeFolder, writeIn } from './support/import-task'

interface Place {
  engine: Engine
  home: string
  importText: (content: string | Buffer, label?: string) => Promise<unknown>
}

async function place(): Promise<Place> {
  const home = makeHome()
  const engine = await openEngine(home)
  const importText = (content: string | Buffer, label = 'class') => {
    const path = join(home, 'flowers.csv')
    writeFileSync(path, content)
    return engine.client.datasets.import({ source: { path }, label })
  }
  return { engine, home, importText }
}

async function imported(content: string | Buffer, label = 'class') {
  const { engine, importText } = await place()
  await importText(content, label)
  const dataset = await engine.client.datasets.get({ dataset: 'flowers' })
  return { dataset, preview: await engine.client.datasets.preview({ id: dataset.id, rows: 20 }) }
}

/** Rows of class a and b, 2 each, after which `wrong` follows. */
const header = 'width,height,class\n'
const good = '1,2,a\n3,4,b\n1.5,2.5,a\n3.5,4.5,b\n'

const wrongFiles: {
  what: string
  content: string | Buffer
  label?: string
  message: string | RegExp
  details?: object
}[] = [
  {
    what: 'an empty file',
    content: '',
    message: 'flowers.csv: the file is empty. The first line must name the columns.',
  },
  { what: 'only line breaks', content: '\n\r\n\n', message: 'the file is empty' },
  { what: 'a header only', content: header, message: 'flowers.csv: there is a header but no row below it.' },
  {
    what: 'no header',
    content: '5.1,3.5,0\n4.9,3.0,1\n',
    label: '0',
    message:
      'flowers.csv, line 1: every cell of the first line is a number (5.1, 3.5, 0), so the header is missing.',
  },
  {
    what: 'a missing label column',
    content: header + good,
    label: 'species',
    message: 'flowers.csv: there is no column "species". The columns are "width", "height", "class".',
    details: { field: 'label', columns: ['width', 'height', 'class'] },
  },
  {
    what: 'text in a number column',
    content: header + good + '5,wide,a\n',
    message:
      'flowers.csv, line 6, column "height": "wide" is not a number. Mend it, or give the column the type categorical or ignore.',
    details: { file: 'flowers.csv', line: 6, column: 'height', value: 'wide', expected: 'a number' },
  },
  {
    what: 'a decimal comma',
    content: 'width;class\n1,5;a\n',
    message:
      'flowers.csv, line 2, column "width": "1,5" is not a number: write the decimal point as a point.',
  },
  {
    what: 'hexadecimal',
    content: header + '0x1f,1,a\n',
    message: 'line 2, column "width": "0x1f" is not a number',
  },
  {
    what: 'a row with too few cells',
    content: header + good + '1,2\n',
    message: 'flowers.csv, line 6: the row has 2 cells, but the header names 3 columns.',
  },
  {
    what: 'a row with too many cells',
    content: header + '1,2,a,4\n',
    message: 'line 2: the row has 4 cells',
  },
  {
    what: 'one class only',
    content: header + '1,2,a\n3,4,a\n',
    message: 'flowers.csv, column "class": every row has the label "a". At least two classes are needed.',
  },
  {
    what: 'a class with one row',
    content: header + good + '9,9,rare\n',
    message:
      'flowers.csv, line 6, column "class": class "rare" has this row only. Every class needs at least two',
  },
  {
    what: 'NaN',
    content: header + 'NaN,2,a\n',
    message: 'line 2, column "width": "NaN" is not a finite number.',
  },
  {
    what: 'Infinity',
    content: header + '1,-Infinity,a\n',
    message: 'line 2, column "height": "-Infinity" is not a finite number.',
  },
  {
    what: 'NA',
    content: header + 'NA,2,a\n',
    message: '"NA" is not a finite number. Fill in missing values',
  },
  {
    what: '1e400',
    content: header + '1e400,2,a\n',
    message: 'line 2, column "width": "1e400" is too large for a 32-bit float; values may be at most 3.4e38.',
  },
  {
    what: '1e39, a double but no float',
    content: header + '1e39,2,a\n',
    message: '"1e39" is too large for a 32-bit float',
  },
  {
    what: 'an empty cell',
    content: header + '1,,a\n',
    message: 'line 2, column "height": the cell is empty, but a number is expected.',
  },
  {
    what: 'an empty label',
    content: header + '1,2,\n',
    message: 'line 2, column "class": the label is empty.',
  },
  {
    what: 'two columns of one name',
    content: 'width,height,width,class\n1,2,3,a\n',
    message: 'flowers.csv, line 1: columns 1 and 3 are both named "width". Rename one.',
  },
  {
    what: 'a column without a name',
    content: ',width,class\n0,1,a\n',
    message: 'line 1: column 1 has no name.',
  },
  {
    what: 'a label and nothing else',
    content: 'class\na\nb\n',
    message: 'there is no column beside the labels',
  },
  {
    what: 'a zero byte',
    content: Buffer.from(`${header}1,2,a\n3,\0,b\n`),
    message: 'flowers.csv, line 3: there is a zero byte, so this is not a text file.',
  },
  {
    what: 'a workbook',
    content: Buffer.from([0x50, 0x4b, 3, 4, 0, 0]),
    message: 'this is a workbook or a zip archive',
  },
  { what: 'a gzip file', content: Buffer.from([0x1f, 0x8b, 8, 0]), message: 'this file is compressed' },
  { what: 'UTF-16', content: Buffer.from(`\ufeff${header}`, 'utf16le'), message: 'the text is UTF-16' },
  {
    what: 'Latin-1',
    content: Buffer.from(`${header}1,2,a\n1,2,caf\u00e9\n`, 'latin1'),
    message: 'flowers.csv, line 3: the text is not UTF-8.',
  },
  {
    what: 'a character cut off at the end',
    content: Buffer.from([...Buffer.from(`${header}1,2,`), 0xe2, 0x82]),
    message: 'not UTF-8',
  },
  {
    what: 'a quote never closed',
    content: `${header}1,2,a\n3,4,"b\n5,6,a\n`,
    message: 'line 3, column "class": a quote (") is opened in this row and never closed.',
  },
  {
    what: 'a quote in the wrong place',
    content: `${header}1,2,a\n3,4,b"c\n`,
    message: 'line 3, column "class": a quote (") is in the wrong place',
  },
  {
    what: 'too many classes',
    content: `x,price\n${Array.from({ length: 1001 }, (_, i) => `1,${i}.5\n`).join('')}`,
    label: 'price',
    message: 'flowers.csv, line 1002, column "price": there are more than 1000 different labels up to here',
  },
  {
    what: 'a wrong row after quoted line breaks and empty lines',
    content: `${header}\r\n1,2,"a\r\nb"\r\n\r\n\r\n3,x,c\r\n`,
    message: 'flowers.csv, line 7, column "height": "x" is not a number',
  },
]

test.each(wrongFiles)(
  'a file with $what is refused by name and line, and nothing is left behind',
  async (wrong) => {
    const path = writeIn(makeFolder(), 'flowers.csv', wrong.content)
    const error = await importError(path, { label: wrong.label ?? 'class' })
    expect(error.code).toBe('data-set-invalid')
    expect(error.message).toContain(wrong.message)
    if (wrong.details) expect(error.details).toMatchObject(wrong.details)
    expect(leftBehind(path)).toEqual([])
  },
)

test('a wrong file leaves nothing behind in the engine', async () => {
  const { engine, home, importText } = await place()
  const before = { rows: await engine.client.datasets.list(), files: readdirSync(join(home, 'datasets')) }
  const error = await refusal(importText(`${header}${good}5,wide,a\n`))
  expect(error).toMatchObject({ code: 'data-set-invalid', details: { line: 6, column: 'height' } })
  expect(await engine.client.datasets.list()).toEqual(before.rows)
  expect(readdirSync(join(home, 'datasets'))).toEqual(before.files)
})

test('a file is read as it is meant: classes by number, features in order, values kept', async () => {
  const { dataset, preview } = await imported(
    'width,class,height\n1,10,2\n3,9,4\n1.5,10,2.5\n3.5,9,-4.5e-3\n',
  )
  expect(dataset).toMatchObject({
    name: 'flowers',
    source: 'imported',
    samples: 4,
    features: 2,
    featureNames: ['width', 'height'],
    shape: null,
    labelColumn: 'class',
    classes: [
      { label: '9', count: 2 },
      { label: '10', count: 2 },
    ],
  })
  expect(preview.rows[0]).toEqual({ label: '9', features: [3, 4] })
  expect(preview.rows[2]!.features[1]).toBeCloseTo(-0.0045, 8)
  expect(preview.featureRanges[0]).toMatchObject({ name: 'width', min: 1, mean: 2.25, max: 3.5 })
})

test.each([
  ['a BOM', Buffer.from(`\ufeff${header}${good}`)],
  ['CR LF', (header + good).replaceAll('\n', '\r\n')],
  ['CR alone', (header + good).replaceAll('\n', '\r')],
  ['no line break at the end', (header + good).trimEnd()],
  ['semicolons', (header + good).replaceAll(',', ';')],
  ['tabs', (header + good).replaceAll(',', '\t')],
  ['spaces around cells', (header + good).replaceAll(',', ' , ')],
  ['quotes around every cell', (header + good).replace(/[^,\n]+/g, '"$&"')],
  ['empty lines', `\n${(header + good).replaceAll('\n', '\n\n')}`],
])('%s make no difference to the content', async (_, content) => {
  const [plain, other] = [header + good, content].map((text) => writeIn(makeFolder(), 'flowers.csv', text))
  const { hash } = await importFile(plain ?? '', { label: 'class' })
  expect((await importFile(other ?? '', { label: 'class' })).hash).toBe(hash)
})

test('labels may hold quotes, separators and line breaks; texts are in code point order', async () => {
  const rows = ['"b,""c"""', '"line\none"', 'Z', '\u{1f600}', '\uffee', 'Ä'].flatMap((label) => [
    label,
    label,
  ])
  const { dataset } = await imported(`x,class\n${rows.map((label, i) => `${i},${label}\n`).join('')}`)
  const labels = dataset.classes.map(({ label }) => label)
  expect(labels).toEqual(['Z', 'b,"c"', 'line\none', 'Ä', '\uffee', '\u{1f600}'])
})

test('the same content with the same label is one data set; another label makes another one', async () => {
  const { engine, importText } = await place()
  const content = 'x,a,b\n1,0,1\n2,0,1\n3,1,0\n4,1,0\n5,0,0\n'
  const first = await importText(content, 'a')
  expect(await importText(content, 'a')).toEqual(first)
  await importText(content, 'b')
  const names = (await engine.client.datasets.list()).map(({ name }) => name)
  expect(names).toEqual(['digits', 'synthetic', 'flowers', 'flowers (2)'])
})

test('a cancelled import leaves nothing behind', async () => {
  const { engine, home } = await place()
  const path = join(home, 'large.csv')
  writeFileSync(path, `x,class\n${'1,a\n2,b\n'.repeat(500_000)}`)
  const cancel = new AbortController()
  const importing = engine.client.datasets.import(
    { source: { path }, label: 'class' },
    { signal: cancel.signal },
  )
  setTimeout(() => cancel.abort(), 100)
  expect((await refusal(importing)).code).toBe('cancelled')
  expect(await engine.client.datasets.list()).toHaveLength(2)
  expect(readdirSync(join(home, 'datasets'))).toHaveLength(2)
})

test('a file that is not there is not found, and a folder is no file', async () => {
  const { engine, home } = await place()
  const missing = engine.client.datasets.import({ source: { path: join(home, 'no.csv') }, label: 'y' })
  expect(await refusal(missing)).toMatchObject({
    code: 'not-found',
    message: expect.stringContaining('no.csv') as string,
  })
  const folder = engine.client.datasets.inspect({ source: { path: home } })
  expect((await refusal(folder)).message).toContain('there are no images in folders in it')
})
