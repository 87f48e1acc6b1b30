import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { dataConfigSchema } from '@shared/config/run-config'
import { decodeDataset } from '@shared/dataset-file'
import { makeHome, openEngine, refusal } from '../open-engine'

const clusters = {
  name: 'clusters',
  samples: 300,
  features: 3,
  classes: 3,
  separation: 4,
  imbalance: 10,
  seed: 5,
}

test('every home has the digits, with their attribution, and synthetic clusters', async () => {
  const home = makeHome()
  const { client } = await openEngine(home)
  const [digits, synthetic] = await client.datasets.list()
  expect(digits).toMatchObject({
    id: 'digits',
    name: 'digits',
    source: 'bundled',
    samples: 1797,
    features: 64,
    shape: [8, 8, 1],
    attribution: expect.stringContaining('10.24432/C50P49, CC BY 4.0') as string,
  })
  // Counts of the test set as published (UCI).
  expect(digits!.classes.map(({ count }) => count)).toEqual([
    178, 182, 177, 183, 181, 182, 181, 179, 174, 180,
  ])
  expect(synthetic).toMatchObject({
    id: 'synthetic',
    source: 'synthetic',
    samples: 2000,
    features: 20,
    shape: null,
  })
  const bytes = readFileSync(join(home, 'datasets', `${digits!.hash}.fbds`))
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(digits!.hash)
  const content = decodeDataset(bytes)
  expect(Array.from(content.values.subarray(0, 8))).toEqual([0, 0, 5, 13, 9, 1, 0, 0])
  expect(Array.from(content.classes.subarray(0, 3))).toEqual([0, 1, 2])
  expect(content.values.every((value) => value >= 0 && value <= 16)).toBe(true)
})

test('a lost file of a data set that every home has is made again; files that nobody names are removed', async () => {
  const home = makeHome()
  const first = await openEngine(home)
  const digits = await first.client.datasets.get({ dataset: 'digits' })
  await first.close()
  rmSync(join(home, 'datasets', `${digits.hash}.fbds`))
  writeFileSync(join(home, 'datasets', 'half-an-import.tmp'), 'x')
  writeFileSync(join(home, 'datasets', `${'0'.repeat(64)}.fbds`), 'x')
  writeFileSync(join(home, 'datasets', 'notes.txt'), 'not ours')
  const { client } = await openEngine(home)
  expect(existsSync(join(home, 'datasets', `${digits.hash}.fbds`))).toBe(true)
  expect(readdirSync(join(home, 'datasets'))).toHaveLength(3)
  expect(await client.datasets.list()).toHaveLength(2)
})

test('synthetic clusters are the same for the same request, and as far apart as was asked', async () => {
  const { client } = await openEngine(makeHome())
  const one = await client.datasets.synthesize({ ...clusters, name: 'one' })
  const again = await client.datasets.synthesize({ ...clusters, name: 'again' })
  expect(again).toEqual(one)
  const other = await client.datasets.synthesize({ ...clusters, name: 'other', seed: 6 })
  expect(other.hash).not.toBe(one.hash)
  expect(one.classes.map(({ count }) => count)).toEqual([212, 67, 21])
  const few = client.datasets.synthesize({ ...clusters, samples: 20, classes: 11 })
  expect((await refusal(few)).message).toBe('20 samples are too few for 11 classes; give at least 22.')
})

test('a preview shows every class, the rarest too, and the range of every feature', async () => {
  const { client } = await openEngine(makeHome())
  const dataset = await client.datasets.synthesize(clusters)
  const { rows, featureRanges } = await client.datasets.preview({ id: dataset.id, rows: 7 })
  expect(rows.map(({ label }) => label)).toEqual([
    'class 1',
    'class 2',
    'class 3',
    'class 1',
    'class 2',
    'class 3',
    'class 1',
  ])
  expect(rows.every(({ features }) => features.length === 3)).toBe(true)
  expect(featureRanges.map(({ name }) => name)).toEqual(['x1', 'x2', 'x3'])
  for (const { min, mean, max } of featureRanges) expect(min! < mean! && mean! < max!).toBe(true)
  const all = await client.datasets.preview({ id: dataset.id, rows: 200 })
  expect(all.rows).toHaveLength(200)
})

test('the split preview follows the configuration', async () => {
  const { client } = await openEngine(makeHome())
  const split = (data: object) => client.datasets.previewSplit({ data: dataConfigSchema.parse(data) })
  const plain = await split({})
  const counts = (await client.datasets.get({ dataset: 'digits' })).classes.map(({ count }) => count)
  expect(plain.train.map((count, c) => count + plain.validation[c]!)).toEqual(counts)
  const longTail = await split({ imbalance: 50 })
  expect(longTail.validation).toEqual(plain.validation)
  expect(longTail.train[0]! / longTail.train[9]!).toBeGreaterThan(40)
  expect((await refusal(split({ dataset: 'nothing' }))).code).toBe('not-found')
})

test('data sets are renamed and removed, file and all; those of every home are not', async () => {
  const home = makeHome()
  const { client } = await openEngine(home)
  const dataset = await client.datasets.synthesize(clusters)
  expect(await client.datasets.rename({ id: dataset.id, name: 'renamed' })).toMatchObject({ name: 'renamed' })
  expect((await refusal(client.datasets.rename({ id: dataset.id, name: 'digits' }))).code).toBe('conflict')
  expect((await refusal(client.datasets.rename({ id: 'digits', name: 'x' }))).code).toBe('unsupported')
  expect(await client.datasets.remove({ id: dataset.id })).toEqual({ removed: dataset.id })
  expect((await refusal(client.datasets.get({ dataset: 'renamed' }))).code).toBe('not-found')
  expect(existsSync(join(home, 'datasets', `${dataset.hash}.fbds`))).toBe(false)
})

test('the head of a file is inspected: columns, examples, which are numbers, which is the label', async () => {
  const home = makeHome()
  const { client } = await openEngine(home)
  const inspect = async (content: string) => {
    const path = join(home, 'birds.csv')
    writeFileSync(path, content)
    return client.datasets.inspect({ source: { path } })
  }
  const rows = Array.from({ length: 600 }, (_, i) => `${i / 10},${i % 2},${i % 3 === 0 ? 'owl' : 'hawk'}\n`)
  expect(await inspect(`size,night,bird\n${rows.join('')}`)).toMatchObject({
    name: 'birds.csv',
    columns: [
      { name: 'size', type: 'numeric', examples: ['0', '0.1', '0.2', '0.3', '0.4'] },
      { name: 'night', type: 'numeric', examples: ['0', '1'] },
      { name: 'bird', type: 'categorical', examples: ['owl', 'hawk'] },
    ],
    suggestedLabel: 'bird',
    rowsRead: 600,
  })
  expect(
    (await inspect(`size,night\n${rows.map((row) => `${row.split(',').slice(0, 2).join(',')}\n`).join('')}`))
      .suggestedLabel,
  ).toBe('night')
  expect((await inspect('a,class,b\n1.5,2,x\n2.5,2,y\n')).suggestedLabel).toBe('class')
  expect((await inspect('a,b\n1.5,2.5\n3.5,4.5\n')).suggestedLabel).toBeNull()
  expect((await refusal(inspect(''))).message).toContain('birds.csv: the file is empty')
})

test('an uploaded file is imported by the name that it had', async () => {
  const home = makeHome()
  const path = join(home, '7f3a')
  writeFileSync(path, 'x,y\n1,a\n2,b\n3,a\n4,b\n5,wrong\n')
  const engine = await openEngine(home, { resolveUpload: () => path })
  const source = { upload: '7f3a', name: 'birds.csv' }
  const error = await refusal(engine.client.datasets.import({ source, label: 'y' }))
  expect(error.message).toContain('birds.csv, line 6')
  expect(error.message).not.toContain('7f3a')
  const closed = await openEngine(makeHome())
  expect((await refusal(closed.client.datasets.inspect({ source }))).code).toBe('unsupported')
})
