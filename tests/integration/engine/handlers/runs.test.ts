import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeHome, openEngine, refusal, shortRun } from '../open-engine'

const held = () => openEngine(makeHome(), { queue: 'hold' })

test('a wrong run is refused and nothing of it is left behind', async () => {
  const home = makeHome()
  const { client } = await openEngine(home, { queue: 'hold' })
  const wrong = [
    { config: { data: { dataset: 'no such data' } }, code: 'not-found', message: 'no such data' },
    {
      config: { loss: { alpha: [1, 2, 3] } },
      code: 'bad-input',
      message: 'loss.alpha has 3 numbers, but digits has 10 classes',
    },
    {
      config: { data: { dataset: 'synthetic' }, model: { kind: 'cnn' as const } },
      code: 'bad-input',
      message: 'model.kind cnn needs images',
    },
  ]
  for (const { config, code, message } of wrong) {
    const error = await refusal(client.runs.create({ config }))
    expect(error.code).toBe(code)
    expect(error.message).toContain(message)
  }
  expect(await client.runs.list({})).toEqual([])
  expect((await client.queue.get()).waiting).toEqual([])
  expect(readdirSync(home)).not.toContain('checkpoints')
})

test('a run keeps what it was created with; names are made where none is given, and unique then', async () => {
  const { client } = await held()
  const given = { config: shortRun, name: '  my run ', tags: ['thesis'], notes: 'why' }
  const run = await client.runs.create(given)
  expect(run).toMatchObject({ name: 'my run', tags: ['thesis'], state: 'queued', datasetName: 'digits' })
  expect(await client.runs.get({ id: run.id })).toMatchObject({
    notes: 'why',
    labels: Array.from('0123456789'),
  })
  const seeds = []
  for (const seed of [1, 2]) {
    const config = { loss: { kind: 'ce' as const }, seed }
    seeds.push((await client.runs.create({ config, withSeed: true })).name)
  }
  expect(seeds).toEqual(['ce · seed 1 · mlp · digits', 'ce · seed 2 · mlp · digits'])
  const names = []
  for (const name of [undefined, '', ' ']) names.push((await client.runs.create({ config: {}, name })).name)
  expect(names).toEqual([
    'focal γ=2 · mlp · digits',
    'focal γ=2 · mlp · digits (2)',
    'focal γ=2 · mlp · digits (3)',
  ])
})

test('a data set is recorded by its id, so that renaming it does not cut runs off', async () => {
  const { client } = await held()
  const request = {
    name: 'birds',
    samples: 100,
    features: 2,
    classes: 2,
    separation: 2,
    imbalance: 1,
    seed: 3,
  }
  const dataset = await client.datasets.synthesize(request)
  const run = await client.runs.create({ config: { data: { dataset: 'birds' } } })
  expect(run.config.data.dataset).toBe(dataset.id)
  await client.datasets.rename({ id: dataset.id, name: 'eagles' })
  expect(await client.runs.get({ id: run.id })).toMatchObject({
    datasetName: 'eagles',
    datasetId: dataset.id,
  })
  expect(await refusal(client.datasets.remove({ id: dataset.id }))).toMatchObject({ code: 'conflict' })
})

test('a configuration is checked as it is typed: issues by field, else advice', async () => {
  const { client } = await held()
  const check = (config: unknown) => client.runs.check({ config })
  expect(await check({})).toEqual({ issues: [], warnings: [] })
  expect(await check(undefined)).toEqual({ issues: [], warnings: [] })
  expect((await check({ loss: { gamma: 'two' }, seed: -1 })).issues).toEqual([
    { path: 'loss.gamma', code: 'number', message: 'must be a number' },
    { path: 'seed', code: 'at-least', message: 'must be at least 0', values: { limit: 0 } },
  ])
  expect((await check({ data: { dataset: 'birds' } })).issues).toEqual([
    {
      path: 'data.dataset',
      code: 'no-such-dataset',
      values: { dataset: 'birds' },
      message: 'is "birds", and there is no such data set; choose one of digits, synthetic',
    },
  ])
  expect((await check('not an object')).issues).toHaveLength(1)
  const advice = await check({ data: { imbalance: 100 }, training: { batchSize: 5000 } })
  expect(advice.issues).toEqual([])
  expect(advice.warnings.map(({ code }) => code)).toEqual(['batch-larger-than-split', 'few-training-samples'])
})

test('runs are compared: whole, with epochs, and what differs in their configurations', async () => {
  const { client } = await held()
  const a = await client.runs.create({ config: { loss: { gamma: 0 } } })
  const b = await client.runs.create({ config: { loss: { gamma: 2 }, data: { dataset: 'synthetic' } } })
  const { runs, epochs, configDifference } = await client.runs.compare({ ids: [b.id, a.id] })
  expect(runs.map(({ id }) => id)).toEqual([b.id, a.id])
  expect(epochs).toEqual([[], []])
  expect(configDifference).toEqual([
    { path: 'data.dataset', values: ['synthetic', 'digits'] },
    { path: 'loss.gamma', values: [2, 0] },
  ])
})

test('runs are changed, removed and restored; the baseline moves', async () => {
  const { client } = await held()
  const [a, b] = [await client.runs.create({ config: {} }), await client.runs.create({ config: {} })]
  await client.runs.update({ ids: [a.id], baseline: true, name: 'first' })
  await client.runs.update({ ids: [b.id], baseline: true, tags: ['x'] })
  const runs = await client.runs.list({})
  expect(runs.map(({ id, baseline }) => ({ id, baseline }))).toEqual([
    { id: b.id, baseline: true },
    { id: a.id, baseline: false },
  ])
  expect(await client.runs.remove({ ids: [a.id, b.id] })).toEqual({ removed: [a.id, b.id] })
  expect(await client.runs.list({})).toEqual([])
  expect(await client.runs.list({ removed: true })).toHaveLength(2)
  expect((await client.queue.get()).waiting).toEqual([])
  expect(await client.runs.restore({ ids: [a.id] })).toEqual({ restored: [a.id] })
  expect(await client.runs.list({})).toHaveLength(1)
})

test('checkpoints of a run lie in a folder of its own', async () => {
  const home = makeHome()
  const { client } = await openEngine(home)
  const { id } = await client.runs.create({ config: { ...shortRun, training: { epochs: 1 } } })
  await expect.poll(async () => (await client.runs.get({ id })).state, { timeout: 60_000 }).toBe('done')
  expect(readdirSync(join(home, 'checkpoints', id))).toEqual(['epoch-000001.checkpoint'])
}, 90_000)
