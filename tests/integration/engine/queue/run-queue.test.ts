import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Engine } from '../../../../src/engine/engine'
import { openStore } from '../../../../src/engine/store'
import {
  liveTrainers,
  longRun,
  makeHome,
  openEngine,
  refusal,
  shortRun,
  waitFor,
  waitForState,
} from '../open-engine'

// Trainers load TensorFlow; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 300_000 })

async function create(
  engine: Engine,
  config: typeof shortRun = shortRun,
  start: 'queue' | 'now' = 'queue',
): Promise<string> {
  return (await engine.client.runs.create({ config, start })).id
}

/** Waits until a checkpoint of the run is on record, of this epoch or a later one. */
async function waitForCheckpoint(home: string, id: string, epoch: number): Promise<void> {
  const reader = openStore(home, { readOnly: true })
  await waitFor(`a checkpoint of epoch ${epoch}`, () => {
    return Promise.resolve((reader.runs.checkpoint(id, 'last')?.epoch ?? 0) >= epoch)
  })
  reader.close()
}

/** Waits until the run has measured an epoch. */
function waitForEpoch(engine: Engine, id: string, epoch = 1) {
  return waitFor(
    `epoch ${epoch}`,
    async () => ((await engine.client.runs.get({ id })).last?.epoch ?? 0) >= epoch,
  )
}

test('a run is trained from start to end, and what its trainer measured is kept', async () => {
  const engine = await openEngine(makeHome())
  const id = await create(engine)
  await waitForState(engine, id, 'done')

  const run = await engine.client.runs.get({ id })
  expect(run.name).toBe('ce · linear · digits')
  expect(run.environment?.backend).toMatch(/^(tensorflow|wasm|cpu)$/)
  expect(run.labels).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
  const { train, validation } = await engine.client.datasets.previewSplit({
    data: run.config.data,
    seed: run.config.seed,
  })
  expect({ train: run.trainCounts, validation: run.validationCounts }).toEqual({ train, validation })
  const epochs = await engine.client.runs.epochs({ id })
  expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2])
  expect(epochs[1]!.validation.accuracy).toBeGreaterThan(0.8)
  expect(run.last?.accuracy).toBe(epochs[1]!.validation.accuracy)
  const key = { metric: 'loss', split: 'train', classIndex: null, resolution: 'step' } as const
  const [curve] = await engine.client.curves.read({ runIds: [id], keys: [key] })
  expect(curve!.step).toHaveLength(run.progress!.steps)
  expect(run.progress).toMatchObject({ epoch: 2, epochs: 2, step: run.progress!.steps, secondsLeft: null })
  expect(run.log.some(({ message }) => message.includes('training'))).toBe(true)
})

test('runs wait in order and train one at a time', async () => {
  const engine = await openEngine(makeHome())
  const ids = [await create(engine), await create(engine), await create(engine)]
  const most = { running: 0 }
  await waitFor('the last run', async () => {
    const { running, waiting } = await engine.client.queue.get()
    most.running = Math.max(most.running, running.length)
    expect(waiting).toEqual(ids.slice(ids.length - waiting.length))
    return (await engine.client.runs.get({ id: ids[2]! })).state === 'done'
  })
  expect(most.running).toBe(1)
  const runs = await Promise.all(ids.map((id) => engine.client.runs.get({ id })))
  expect(runs[0]!.finishedAt!).toBeLessThanOrEqual(runs[1]!.startedAt!)
  expect(runs[1]!.finishedAt!).toBeLessThanOrEqual(runs[2]!.startedAt!)
  expect(new Set(runs.map(({ name }) => name)).size).toBe(3)
})

test('two run at once where the setting says so, from the moment it is changed', async () => {
  const engine = await openEngine(makeHome())
  const ids = [await create(engine, longRun), await create(engine, longRun), await create(engine)]
  expect((await engine.client.queue.get()).running).toEqual([ids[0]])
  await engine.client.app.changeSettings({ trainersAtOnce: 2 })
  expect(await engine.client.queue.get()).toMatchObject({
    trainersAtOnce: 2,
    running: ids.slice(0, 2),
    waiting: [ids[2]],
  })
  await Promise.all(ids.slice(0, 2).map((id) => waitForEpoch(engine, id)))
  expect(liveTrainers()).toHaveLength(2)
})

test('a run that is started now trains beside the queue and takes no place in it', async () => {
  const engine = await openEngine(makeHome())
  const queued = await create(engine, longRun)
  const now = await create(engine, shortRun, 'now')
  expect((await engine.client.queue.get()).running).toEqual([queued, now])
  await waitForState(engine, now, 'done')
  expect((await engine.client.queue.get()).running).toEqual([queued])
})

test('a waiting run is cancelled, moved and removed; a paused queue starts nothing', async () => {
  const engine = await openEngine(makeHome())
  expect((await engine.client.queue.pause()).paused).toBe(true)
  const [a, b, c, d] = [
    await create(engine),
    await create(engine),
    await create(engine),
    await create(engine),
  ]
  expect((await engine.client.queue.move({ id: c, position: 0 })).waiting).toEqual([c, a, b, d])
  expect((await engine.client.queue.cancel({ id: a })).waiting).toEqual([c, b, d])
  expect(await engine.client.runs.get({ id: a })).toMatchObject({
    state: 'stopped',
    reason: 'Taken out of the queue by hand.',
  })
  await engine.client.runs.remove({ ids: [b] })
  expect(await engine.client.queue.get()).toMatchObject({ running: [], waiting: [c, d] })
  await engine.client.queue.resume()
  await waitForState(engine, c, 'done')
  await waitForState(engine, d, 'done')
  expect((await engine.client.runs.get({ id: b })).state).toBe('queued')
  await engine.client.runs.restore({ ids: [b] })
  await waitForState(engine, b, 'done')
  expect((await refusal(engine.client.queue.cancel({ id: d }))).code).toBe('conflict')
})

test('a running run is stopped by hand and keeps what it has; the next one starts', async () => {
  const engine = await openEngine(makeHome())
  const id = await create(engine, longRun)
  const next = await create(engine)
  await waitForEpoch(engine, id)
  expect((await refusal(engine.client.runs.remove({ ids: [id] }))).code).toBe('conflict')
  await engine.client.runs.stop({ id })
  const run = await waitForState(engine, id, 'stopped')
  expect(run.reason).toContain('Stopped by hand')
  expect((await engine.client.runs.epochs({ id })).length).toBeGreaterThanOrEqual(1)
  await waitForState(engine, next, 'done')
  expect((await refusal(engine.client.runs.stop({ id }))).message).toContain('is stopped, not running')
})

test('a run whose trainer is killed has failed with its reason, and the queue goes on', async () => {
  const engine = await openEngine(makeHome())
  const id = await create(engine, longRun)
  const next = await create(engine)
  await waitForEpoch(engine, id)
  liveTrainers()[0]!.kill('SIGKILL')
  const run = await waitForState(engine, id, 'failed')
  expect(run.reason).toContain('The trainer was killed (SIGKILL)')
  const { error } = await engine.client.runs.get({ id })
  expect(error).toMatchObject({ code: 'trainer-failed', details: { signal: 'SIGKILL', runId: id } })
  await waitForState(engine, next, 'done')
})

test('a killed run is resumed from its checkpoint and measures what an unbroken run measures', async () => {
  const home = makeHome()
  const engine = await openEngine(home)
  const config = { ...shortRun, training: { epochs: 400, batchSize: 256 } }
  const unbroken = await create(engine, config)
  await waitForState(engine, unbroken, 'done')
  const broken = await create(engine, config)
  await waitForCheckpoint(home, broken, 3)
  liveTrainers()[0]!.kill('SIGKILL')
  await waitForState(engine, broken, 'failed')
  await engine.client.runs.resume({ id: broken })
  await waitForState(engine, broken, 'done')
  expect(await measured(engine, broken)).toEqual(await measured(engine, unbroken))
  const { log } = await engine.client.runs.get({ id: broken })
  expect(log.map(({ message }) => message).join('\n')).toMatch(
    /Going on after epoch [1-9]\d*, from its checkpoint/,
  )
})

test('a failed run whose checkpoints are gone begins anew, and says so', async () => {
  const home = makeHome()
  const engine = await openEngine(home)
  const id = await create(engine, { ...shortRun, training: { epochs: 400, batchSize: 256 } })
  await waitForCheckpoint(home, id, 1)
  await engine.client.runs.stop({ id })
  await waitForState(engine, id, 'stopped')
  rmSync(join(home, 'checkpoints', id), { recursive: true })
  await engine.client.runs.resume({ id })
  await waitForState(engine, id, 'done')
  expect((await engine.client.runs.epochs({ id })).map(({ epoch }) => epoch)).toEqual(
    Array.from({ length: 400 }, (_, i) => i + 1),
  )
  const { log } = await engine.client.runs.get({ id })
  expect(log.map(({ message }) => message)).toContain('No checkpoint of the run is left; it begins anew.')
})

test('a run whose data file is missing fails with its reason, and the queue goes on', async () => {
  const home = makeHome()
  const engine = await openEngine(home)
  await engine.client.queue.pause()
  const dataset = await engine.client.datasets.synthesize({
    name: 'clusters',
    samples: 200,
    features: 3,
    classes: 2,
    separation: 3,
    imbalance: 1,
    seed: 1,
  })
  const lost = (await engine.client.runs.create({ config: { ...shortRun, data: { dataset: 'clusters' } } }))
    .id
  const next = await create(engine)
  rmSync(join(home, 'datasets', `${dataset.hash}.fbds`))
  await engine.client.queue.resume()
  expect((await waitForState(engine, lost, 'failed')).reason).toContain(
    'The data file of clusters is missing',
  )
  await waitForState(engine, next, 'done')
})

test('a trainer that cannot be started fails its run and nothing else', async () => {
  const engine = await openEngine(makeHome(), { nodePath: join(makeHome(), 'no-node') })
  const ids = [await create(engine), await create(engine)]
  for (const id of ids) {
    expect((await waitForState(engine, id, 'failed')).reason).toMatch(
      /The trainer could not be started: .*ENOENT/,
    )
  }
})

test('what is running when the engine closes is interrupted, and goes on first when it opens again', async () => {
  const home = makeHome()
  const first = await openEngine(home)
  const interrupted = await create(first, longRun)
  const waiting = await create(first)
  await waitForCheckpoint(home, interrupted, 1)
  const started = performance.now()
  await first.close()
  expect(performance.now() - started).toBeLessThan(3000)
  expect(liveTrainers()).toEqual([])

  const held = await openEngine(home, { queue: 'hold' })
  expect(await held.client.runs.get({ id: interrupted })).toMatchObject({ state: 'interrupted' })
  expect(await held.client.queue.get()).toMatchObject({ running: [], waiting: [waiting] })
  await held.close()

  const second = await openEngine(home)
  expect(await second.client.queue.get()).toMatchObject({ running: [interrupted], waiting: [waiting] })
  const before = (await second.client.runs.get({ id: interrupted })).last!.epoch
  await waitForEpoch(second, interrupted, before + 1)
  const epochs = await second.client.runs.epochs({ id: interrupted })
  expect(epochs.map(({ epoch }) => epoch)).toEqual(epochs.map((_, i) => i + 1))
})

test('an engine that holds its queue trains only what is started by name', async () => {
  const engine = await openEngine(makeHome(), { queue: 'hold' })
  const waiting = await create(engine)
  const now = await create(engine, shortRun, 'now')
  await waitForState(engine, now, 'done')
  expect(await engine.client.queue.get()).toMatchObject({ running: [], waiting: [waiting] })
  const stopped = await create(engine, longRun, 'now')
  await waitForEpoch(engine, stopped)
  await engine.client.runs.stop({ id: stopped })
  await waitForState(engine, stopped, 'stopped')
  await engine.client.runs.resume({ id: stopped, start: 'now' })
  await waitForState(engine, stopped, 'running')
  expect(await engine.client.queue.get()).toMatchObject({ running: [stopped], waiting: [waiting] })
})

/** What a run has measured, without the clock's part. */
async function measured(engine: Engine, id: string) {
  const epochs = await engine.client.runs.epochs({ id })
  const key = { metric: 'loss', split: 'train', classIndex: null, resolution: 'step' } as const
  const [curve] = await engine.client.curves.read({ runIds: [id], keys: [key], maxPoints: 20_000 })
  const { best } = await engine.client.runs.get({ id })
  return {
    epochs: epochs.map((record) => ({ ...record, seconds: 0 })),
    step: curve!.step,
    loss: curve!.mean,
    best,
  }
}
