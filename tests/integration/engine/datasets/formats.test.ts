/** Every format: what is read of it, and how what is wrong with it is told. */
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { idx, idxGz, npy, npz, writeParquet } from './support/files'
import { importError, importFile, inspectFile, leftBehind, makeFolder, writeIn } from './support/import-task'

const animals =
  'size,colour,wild,kind\n1,red,yes,cat\n2,blue,no,dog\n,red,yes,cat\n4,,no,dog\n5,green,yes,cat\n6,red,no,dog\n'

test('a table’s columns are seen for what they are', async () => {
  const path = writeIn(makeFolder(), 'animals.csv', animals)
  const { columns, ...inspection } = await inspectFile(path)
  expect(inspection).toMatchObject({
    format: 'csv',
    rowsRead: 6,
    suggestedLabel: 'kind',
    csv: { header: true, delimiter: ',' },
    samples: null,
  })
  expect(columns.map(({ name, type, missing, distinct }) => [name, type, missing, distinct])).toEqual([
    ['size', 'numeric', 1, 5],
    ['colour', 'categorical', 1, 3],
    ['wild', 'categorical', 0, 2],
    ['kind', 'categorical', 0, 2],
  ])
  expect(columns[0]?.histogram).toMatchObject({ min: 1, max: 6 })
  expect(columns[0]?.histogram?.counts.reduce((sum, count) => sum + count, 0)).toBe(5)
  expect(columns[1]?.topValues[0]).toEqual({ value: 'red', count: 3 })
})

test('texts that differ in nearly every row are no feature unless somebody says so', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `name ${i},${i},${i % 2 === 0 ? 'a' : 'b'}\n`)
  const path = writeIn(makeFolder(), 'people.csv', `name,age,class\n${rows.join('')}`)
  expect((await inspectFile(path)).columns[0]?.type).toBe('ignore')
  const { header, notes } = await importFile(path, { label: 'class' })
  expect(header.featureNames).toEqual(['age'])
  expect(notes).toEqual(['Left out, because no type was chosen and they do not look like features: name.'])
  const wanted = await importFile(path, { label: 'class', types: { name: 'ordinal' } })
  expect(wanted.header.columns?.[0]).toMatchObject({ type: 'categorical', encoding: 'ordinal' })
})

test('missing values are refused, dropped, or left for each run to fill in', async () => {
  const path = writeIn(makeFolder(), 'animals.csv', animals)
  const refused = await importError(path, { label: 'kind' })
  expect(refused.message).toBe(
    'animals.csv, line 4, column "size": the cell is empty, but a number is expected. Fill it in, or choose what becomes of missing values: drop, mean or mostFrequent.',
  )
  expect(leftBehind(path)).toEqual([])
  const types = { size: 'ignore', wild: 'ignore' }
  expect((await importError(path, { label: 'kind', types })).message).toContain(
    'line 5, column "colour": the value is missing.',
  )
  const dropped = await importFile(path, { label: 'kind', missing: 'drop' })
  expect(dropped.header.samples).toBe(4)
  expect(dropped.notes).toEqual(['2 rows with a missing value were left out.'])
  const filled = await importFile(path, { label: 'kind', missing: 'mean' })
  expect(filled.header).toMatchObject({
    fill: 'mean',
    columns: [
      { type: 'numeric', offset: 0, missing: 1 },
      { type: 'categorical', categories: ['blue', 'green', 'red'], encoding: 'oneHot', missing: 1 },
      { type: 'categorical', categories: ['no', 'yes'] },
    ],
  })
  expect(Array.from(filled.content.values)).toEqual([
    1,
    2,
    1,
    2,
    0,
    0,
    NaN,
    2,
    1,
    4,
    NaN,
    0,
    5,
    1,
    1,
    6,
    2,
    0,
  ])
})

test('large numbers that lie close together keep their digits', async () => {
  const times = Array.from({ length: 50 }, (_, i) => 1_700_000_000 + 7.25 * i)
  const rows = times.map((time, i) => `${time},${9007199254740000 + i},${i % 2}\n`)
  const path = writeIn(makeFolder(), 'log.csv', `time,id,class\n${rows.join('')}`)
  const { content, header, notes } = await importFile(path, { label: 'class' })
  const [time, id] = header.columns ?? []
  if (time?.type !== 'numeric' || id?.type !== 'numeric') throw new Error('no numeric columns')
  times.forEach((value, i) => {
    expect(time.offset + (content.values[2 * i] ?? NaN)).toBeCloseTo(value, 4)
    expect(id.offset + (content.values[2 * i + 1] ?? NaN) - 9007199254740000).toBeCloseTo(i, 0)
  })
  expect(notes).toEqual(['Stored relative to the mean, so that large numbers keep their digits: time, id.'])
})

test('temperatures around 30 were called large numbers', async () => {
  const rows = Array.from({ length: 50 }, (_, i) => `${30 + (i % 7) / 10},${i % 2}\n`)
  const path = writeIn(makeFolder(), 'warm.csv', `temperature,class\n${rows.join('')}`)
  const { header, notes } = await importFile(path, { label: 'class' })
  expect(header.columns?.[0]).not.toMatchObject({ offset: 0 })
  expect(notes).toEqual([])
})

test('a file without header is read when it is said to be one', async () => {
  const path = writeIn(makeFolder(), 'plain.tsv', '1\t2\t0\n3\t4\t1\n5\t6\t0\n7\t8\t1\n')
  expect(await inspectFile(path)).toMatchObject({
    csv: { header: false, delimiter: '\t' },
    suggestedLabel: 'column 3',
    rowsRead: 4,
  })
  const { header } = await importFile(path, { label: 'column 3', header: false })
  expect(header).toMatchObject({ samples: 4, featureNames: ['column 1', 'column 2'], labels: ['0', '1'] })
})

test('a split column splits, and its counts are known', async () => {
  const rows = ['train', 'train', 'val', 'test', 'Training', 'validation'].map(
    (part, i) => `${i},${part},${i % 2}\n`,
  )
  const path = writeIn(makeFolder(), 'given.csv', `x,part,class\n${rows.join('')}`)
  const { header, content } = await importFile(path, { label: 'class', split: 'part' })
  expect(header.featureNames).toEqual(['x'])
  expect(header.split).toEqual({ column: 'part', train: [2, 1], validation: [1, 1] })
  expect(Array.from(content.givenSplit ?? [])).toEqual([0, 0, 1, 2, 0, 1])
  const wrong = writeIn(makeFolder(), 'given.csv', `x,part,class\n${rows.join('')}7,later,1\n`)
  expect((await importError(wrong, { label: 'class', split: 'part' })).message).toBe(
    'given.csv, line 8, column "part": "later" is no split. Write train, validation, test or unused.',
  )
})

test('test rows validate where no others do', async () => {
  const path = writeIn(makeFolder(), 'given.csv', 'x,part,class\n1,train,a\n2,train,b\n3,test,a\n4,test,b\n')
  const { header } = await importFile(path, { label: 'class', split: 'part' })
  expect(header.split).toMatchObject({ train: [1, 1], validation: [1, 1] })
})

test('JSON lines: fields are columns, whatever their order', async () => {
  const folder = makeFolder()
  const lines = [
    '{"x": 1.5, "on": true, "y": "a"}',
    '{"y": "b", "x": 2, "on": false}',
    '',
    '{"x": 3, "on": true, "y": "a"}',
    '{"x": 4, "on": true, "y": "b"}',
  ]
  const { header, content } = await importFile(writeIn(folder, 'a.jsonl', lines.join('\n')), { label: 'y' })
  expect(header).toMatchObject({ samples: 4, featureNames: ['x', 'on'], labels: ['a', 'b'] })
  expect(Array.from(content.values)).toEqual([1.5, 1, 2, 0, 3, 1, 4, 1])
})

test.each([
  ['{"x": 1, "y": "a"}\n{"x": 2 "y": "b"}', 'a.jsonl, line 2: this is not JSON'],
  ['{"x": 1, "y": "a"}\n[1, 2]', 'a.jsonl, line 2: "[1, 2]" is not an object.'],
  [
    '{"x": 1, "y": "a"}\n{"x": 3, "y": "b"}\n{"x": "tall", "y": "b"}',
    'line 3, column "x": "tall" is not a number',
  ],
  ['{"x": 1, "y": "a"}\n{"x": null, "y": "b"}', 'line 2, column "x": the cell is empty'],
  ['{"x": 1, "y": "a"}\n{"x": 2, "y": [1]}', 'line 2, column "y": ["1"] is a list, but most of'],
  ['{"x": 1, "y": "a"}\n{"x": 1e300, "y": "a"}', 'line 2, column "x": 1e+300 is too large'],
])('JSON lines: %j is refused by its line', async (text, message) => {
  const path = writeIn(makeFolder(), 'a.jsonl', text)
  const error = await importError(path, { label: 'y' })
  expect(error.code).toBe('data-set-invalid')
  expect(error.message).toContain(message)
  expect(leftBehind(path)).toEqual([])
})

test('Parquet: numbers, texts, times and truth values', async () => {
  const folder = makeFolder()
  const path = join(folder, 'a [1].parquet')
  await writeParquet(
    path,
    `SELECT range AS n, range / 4 AS x, TIMESTAMP '2024-01-01' + INTERVAL (range) MINUTE AS t, range % 2 = 0 AS even,
       CAST(1.25 AS DECIMAL(6, 2)) AS money, [1] AS list, CASE WHEN range % 3 = 0 THEN 'a' ELSE 'b' END AS kind FROM range(5000)`,
  )
  expect(await inspectFile(path)).toMatchObject({
    format: 'parquet',
    rows: 5000,
    rowsRead: 5000,
    suggestedLabel: 'kind',
  })
  const { header, content, notes } = await importFile(path, { label: 'kind' })
  expect(header).toMatchObject({
    samples: 5000,
    featureNames: ['n', 'x', 't', 'even', 'money'],
    labels: ['a', 'b'],
  })
  expect(
    Array.from(content.values.subarray(5 * 4999, 5 * 5000)).map((v, k) => v + offsetOf(header.columns?.[k])),
  ).toEqual([4999, 1249.75, 1704067200 + 60 * 4999, 0, 1.25])
  expect(Array.from(content.classes.subarray(0, 4))).toEqual([0, 1, 1, 0])
  expect(notes[0]).toContain('list')
})

function offsetOf(column: unknown): number {
  return (column as { offset?: number } | undefined)?.offset ?? 0
}

test('Parquet: a wrong value is refused by its row, a broken file by what is wrong with it', async () => {
  const folder = makeFolder()
  const path = join(folder, 'a.parquet')
  await writeParquet(
    path,
    `SELECT CASE WHEN range = 7 THEN NULL ELSE range END AS x, range % 2 AS y FROM range(20)`,
  )
  expect((await importError(path, { label: 'y' })).message).toContain('a.parquet, row 8, column "x": ')
  expect((await importFile(path, { label: 'y', missing: 'drop' })).header.samples).toBe(19)
  const broken = writeIn(folder, 'b.parquet', 'PAR1 and no more')
  expect((await importError(broken, { label: 'y' })).message).toContain(
    'b.parquet: the Parquet file cannot be read: ',
  )
})

const pixels = Array.from({ length: 4 * 2 * 3 }, (_, i) => i)

test('IDX: images and labels, packed or not, whichever of them is chosen', async () => {
  const folder = makeFolder()
  const images = writeIn(folder, 'train-images-idx3-ubyte.gz', idxGz([4, 2, 3], pixels))
  const labels = writeIn(folder, 'train-labels-idx1-ubyte', idx([4], [7, 3, 7, 3]))
  expect(await inspectFile(images)).toMatchObject({
    format: 'idx',
    rows: 4,
    samples: {
      shape: [2, 3, 1],
      labels: 'train-labels-idx1-ubyte',
      classes: [
        { label: '3', count: 2 },
        { label: '7', count: 2 },
      ],
    },
  })
  const first = await importFile(images)
  expect(first.header).toMatchObject({ samples: 4, features: 6, shape: [2, 3, 1], labels: ['3', '7'] })
  expect(first.header.columns).toBeUndefined()
  expect(Array.from(first.content.values)).toEqual(pixels)
  expect(Array.from(first.content.classes)).toEqual([1, 0, 1, 0])
  expect((await importFile(labels)).hash).toBe(first.hash)
})

test('IDX: what does not fit together is said', async () => {
  const folder = makeFolder()
  const images = writeIn(folder, 'a-images-idx3-ubyte', idx([4, 2, 3], pixels))
  expect((await importError(images)).message).toContain('a-images-idx3-ubyte: there are no labels with it.')
  writeIn(folder, 'a-labels-idx1-ubyte', idx([3], [1, 2, 1]))
  expect((await importError(images)).message).toBe(
    'a-labels-idx1-ubyte: it holds 3 labels, but a-images-idx3-ubyte has 4 samples.',
  )
  writeIn(folder, 'a-images-idx3-ubyte', idx([5, 2, 3], pixels))
  expect((await importError(images)).message).toContain('which take 46 bytes, but it has 40')
})

test('NumPy: arrays of every order and type, with labels beside them, in an archive, or as a column', async () => {
  const folder = makeFolder()
  const values = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8)
  writeIn(folder, 'x.npy', npy('<f8', [4, 2], values))
  writeIn(
    folder,
    'y.npy',
    npy('<U2', [4], Uint32Array.from([...'a\0bba\0bb'].map((c) => c.codePointAt(0) ?? 0))),
  )
  const rows = await importFile(join(folder, 'x.npy'))
  expect(rows.header).toMatchObject({ samples: 4, features: 2, labels: ['a', 'bb'], shape: null })
  expect(Array.from(rows.content.values)).toEqual([...values])
  const columns = writeIn(
    folder,
    'columns.npz',
    npz({
      x: npy('<f8', [4, 2], Float64Array.of(1, 3, 5, 7, 2, 4, 6, 8), true),
      y: npy('<i8', [4], BigInt64Array.of(1n, 0n, 1n, 0n)),
    }),
  )
  const packed = await importFile(columns)
  expect(Array.from(packed.content.values)).toEqual([...values])
  expect(packed.header.labels).toEqual(['0', '1'])
  const table = writeIn(
    folder,
    'table.npy',
    npy('>i2', [4, 2], Buffer.from([0, 9, 0, 0, 0, 8, 0, 1, 0, 7, 0, 0, 0, 6, 0, 1])),
  )
  const byColumn = await importFile(table, { label: 'column 2' })
  expect(Array.from(byColumn.content.values)).toEqual([9, 8, 7, 6])
  const half = writeIn(
    folder,
    'half.npz',
    npz(
      {
        arr_0: npy('<f2', [4, 1], Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001)),
        arr_1: npy('|u1', [4], Uint8Array.of(0, 1, 0, 1)),
      },
      false,
    ),
  )
  const halves = Array.from((await importFile(half)).content.values)
  expect(halves).toEqual([1, -2, Math.fround(0.333251953125), 2 ** -24])
})

test('NumPy: x_train and x_test are a given split', async () => {
  const bytes = (n: number) => npy('|u1', [n, 2, 2], new Uint8Array(4 * n))
  const labels = (n: number) =>
    npy(
      '|u1',
      [n],
      Uint8Array.from({ length: n }, (_, i) => i % 2),
    )
  const path = writeIn(
    makeFolder(),
    'set.npz',
    npz({ x_test: bytes(2), x_train: bytes(6), y_train: labels(6), y_test: labels(2) }),
  )
  const { header } = await importFile(path)
  expect(header).toMatchObject({ samples: 8, shape: [2, 2, 1], split: { train: [3, 3], validation: [1, 1] } })
})

test.each([
  [
    'a missing value',
    npy('<f4', [2, 1], Float32Array.of(1, NaN)),
    'row 2, column "x1": the value is missing',
  ],
  [
    'an endless value',
    npy('<f4', [2, 1], Float32Array.of(1, Infinity)),
    'row 2, column "x1": Infinity is not a finite number',
  ],
  ['objects', npy('|O8', [2, 1], new Uint8Array(2)), 'only numbers and texts can be read'],
  ['too few values', npy('<f4', [9, 1], Float32Array.of(1)), 'but it has'],
])('NumPy: an array with %s is refused', async (_, array, message) => {
  const folder = makeFolder()
  const path = writeIn(folder, 'x.npy', array)
  writeIn(folder, 'y.npy', npy('|u1', [2], Uint8Array.of(0, 1)))
  expect((await importError(path)).message).toContain(message)
  expect(leftBehind(path)).toEqual([])
})

async function png(red: number, side = 6): Promise<Buffer> {
  return sharp({ create: { width: side, height: side, channels: 3, background: { r: red, g: 0, b: 0 } } })
    .png()
    .toBuffer()
}

test('a folder of images by class, in the size that all have or one that is asked for', async () => {
  const folder = join(makeFolder(), 'birds')
  for (const [name, red] of [
    ['owl/1.png', 10],
    ['owl/2.png', 20],
    ['hawk/1.png', 200],
    ['hawk/2.png', 210],
  ] as const) {
    writeIn(folder, name, await png(red))
  }
  writeIn(folder, 'hawk/notes.txt', 'no image')
  expect(await inspectFile(folder)).toMatchObject({
    format: 'images',
    samples: {
      shape: [6, 6, 3],
      classes: [
        { label: 'hawk', count: 2 },
        { label: 'owl', count: 2 },
      ],
    },
  })
  const { header, content } = await importFile(folder)
  expect(header).toMatchObject({ samples: 4, features: 108, labels: ['hawk', 'owl'] })
  expect(Array.from(content.values.subarray(0, 3))).toEqual([200, 0, 0])
  const grey = await importFile(folder, { image: { height: 2, width: 3, channels: 1 } })
  expect(grey.header).toMatchObject({ shape: [2, 3, 1], features: 6 })
  writeIn(folder, 'owl/3.png', 'no picture')
  expect((await importError(folder)).message).toMatch(/^owl\/3.png: the image cannot be read: /)
})

test('folders named train and val are a given split', async () => {
  const folder = join(makeFolder(), 'birds')
  for (const name of ['train/owl/1.png', 'train/hawk/1.png', 'val/owl/1.png', 'val/hawk/2.png'])
    writeIn(folder, name, await png(9))
  const { header } = await importFile(folder)
  expect(header).toMatchObject({ labels: ['hawk', 'owl'], split: { train: [1, 1], validation: [1, 1] } })
})

test('a CSV file of image paths; a path that is none is refused by its line', async () => {
  const folder = makeFolder()
  for (const name of ['a.png', 'b.png', 'c.png', 'd.png']) writeIn(folder, `pictures/${name}`, await png(50))
  const rows = ['a', 'b', 'c', 'd'].map(
    (name, i) => `pictures/${name}.png,${i},${i % 2 === 0 ? 'owl' : 'hawk'}\n`,
  )
  const path = writeIn(folder, 'birds.csv', `file,number,bird\n${rows.join('')}`)
  const { header, notes } = await importFile(path, { label: 'bird' })
  expect(header).toMatchObject({ samples: 4, shape: [6, 6, 3], labels: ['hawk', 'owl'] })
  expect(notes[0]).toContain('number')
  writeIn(folder, 'birds.csv', `file,number,bird\n${rows.join('')}pictures/e.png,5,owl\n`)
  expect((await importError(path, { label: 'bird' })).message).toContain(
    'birds.csv, line 6, column "file": there is no image file',
  )
})
