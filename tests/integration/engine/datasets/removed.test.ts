import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { makeHome, openEngine, refusal, shortRun, waitForState } from '../open-engine'

vi.setConfig({ testTimeout: 120_000 })

const clusters = {
  name: 'clusters',
  samples: 200,
  features: 3,
  classes: 2,
  separation: 4,
  imbalance: 2,
  seed: 5,
}

test('a data set that runs use is removed only when told; its runs keep their results and say that it is gone', async () => {
  const home = makeHome()
  const engine = await openEngine(home, { queue: 'hold' })
  const { client } = engine
  const { id, hash } = await client.datasets.synthesize(clusters)
  const file = join(home, 'datasets', `${hash}.fbds`)
  const config = { ...shortRun, data: { dataset: id } }
  const run = await client.runs.create({ config, start: 'now' })
  await waitForState(engine, run.id, 'done')
  const trained = await client.runs.epochs({ id: run.id })

  const used = await refusal(client.datasets.remove({ id }))
  expect(used).toMatchObject({ code: 'conflict', details: { runs: 1 } })
  expect(used.message).toMatch(/^The data set clusters is used by 1 run,/)
  const waiting = await client.runs.create({ config })
  const inTraining = await refusal(client.datasets.remove({ id, force: true }))
  expect(inTraining.message).toMatch(/^The data set clusters is used by 1 run that trains or waits\. Stop/)
  expect(existsSync(file)).toBe(true)

  await client.runs.remove({ ids: [waiting.id] })
  expect(await client.datasets.remove({ id, force: true })).toEqual({ removed: id })
  expect(existsSync(file)).toBe(false)
  expect((await client.datasets.list()).map((dataset) => dataset.id)).toEqual(['digits', 'synthetic'])
  expect((await refusal(client.datasets.get({ dataset: 'clusters' }))).code).toBe('not-found')
  expect(await client.datasets.get({ dataset: id })).toMatchObject({
    name: 'clusters',
    removedAt: expect.any(Number) as number,
  })

  const gone = {
    code: 'data-set-invalid',
    message: expect.stringMatching(/^The data of clusters was removed\. Import/) as string,
  }
  expect(await refusal(client.runs.resume({ id: run.id }))).toMatchObject(gone)
  expect(await refusal(client.runs.create({ config }))).toMatchObject(gone)
  expect(await refusal(client.datasets.preview({ id }))).toMatchObject(gone)
  const { issues } = await client.runs.check({ config })
  expect(issues).toEqual([
    {
      path: 'data.dataset',
      code: 'data-gone',
      values: { dataset: 'clusters' },
      message: expect.stringMatching(/^names data that is gone: The data of clusters was removed/) as string,
    },
  ])
  expect(await client.runs.get({ id: run.id })).toMatchObject({ state: 'done', datasetName: 'clusters' })
  expect(await client.runs.epochs({ id: run.id })).toEqual(trained)

  expect(await client.datasets.synthesize(clusters)).toMatchObject({ id, name: 'clusters', removedAt: null })
  const again = await client.runs.create({ config, start: 'now' })
  await waitForState(engine, again.id, 'done')
})

test('a run that was cut off and has lost its data stays as it is when the engine opens', async () => {
  const home = makeHome()
  const first = await openEngine(home)
  const { id } = await first.client.datasets.synthesize(clusters)
  const training = { ...shortRun.training, epochs: 100_000 }
  const run = await first.client.runs.create({ config: { ...shortRun, data: { dataset: id }, training } })
  await waitForState(first, run.id, 'running')
  await vi.waitFor(
    async () => expect((await first.client.runs.epochs({ id: run.id })).length).toBeGreaterThan(0),
    60_000,
  )
  await first.close()
  const between = await openEngine(home, { queue: 'hold' })
  expect((await between.client.runs.get({ id: run.id })).state).toBe('interrupted')
  const trained = await between.client.runs.epochs({ id: run.id })
  await between.client.datasets.remove({ id, force: true })
  await between.close()
  const last = await openEngine(home)
  expect((await last.client.runs.get({ id: run.id })).state).toBe('interrupted')
  expect(await last.client.runs.epochs({ id: run.id })).toEqual(trained)
})
