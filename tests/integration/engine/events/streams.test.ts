import { expect, test, vi } from 'vitest'
import type { CurvePoints } from '@shared/contract/curves'
import type { EngineEvent } from '@shared/domain/app'
import { openStore } from '../../../../src/engine/store'
import { makeHome, openEngine, shortRun, waitFor, waitForState } from '../open-engine'

vi.setConfig({ testTimeout: 120_000 })

const config = { ...shortRun, training: { epochs: 20, batchSize: 64 } }

test('while a run trains, its newest state arrives at most ten times a second, committed before', async () => {
  const home = makeHome()
  const engine = await openEngine(home)
  const abort = new AbortController()
  const batches: { time: number; events: EngineEvent[] }[] = []
  const reader = openStore(home, { readOnly: true })
  const reading = (async () => {
    for await (const events of await engine.client.app.events(undefined, { signal: abort.signal })) {
      batches.push({ time: performance.now(), events })
      for (const event of events) {
        if (event.type !== 'runs') continue
        for (const run of event.runs) {
          // Another connection sees what was announced, or what came after it.
          const stored = reader.runs.summary(run.id)
          expect(stored.progress?.step ?? 0).toBeGreaterThanOrEqual(run.progress?.step ?? 0)
        }
      }
    }
  })()
  await waitFor('the first batch', () => Promise.resolve(batches.length > 0))
  expect(batches[0]!.events.map(({ type }) => type)).toEqual(['runs', 'queue'])
  const { id } = await engine.client.runs.create({ config })
  await waitForState(engine, id, 'done')
  await waitFor('the last state', () => Promise.resolve(lastState() === 'done'))
  abort.abort()
  await reading
  reader.close()

  const gaps = batches.slice(1).map(({ time }, i) => time - batches[i]!.time)
  expect(Math.min(...gaps)).toBeGreaterThan(90)
  const states = batches.flatMap(({ events }) => runsOf(events).map(({ state }) => state))
  expect(states.filter((state, i) => state !== states[i - 1])).toEqual(
    states[0] === 'queued' ? ['queued', 'running', 'done'] : ['running', 'done'],
  )
  const steps = batches.flatMap(({ events }) => runsOf(events).map(({ progress }) => progress?.step ?? 0))
  expect(steps).toEqual([...steps].sort((a, b) => a - b))

  function runsOf(events: EngineEvent[]) {
    return events.flatMap((event) => (event.type === 'runs' ? event.runs : []))
  }
  function lastState() {
    return batches.flatMap(({ events }) => runsOf(events)).at(-1)?.state
  }
})

test('a followed run streams every point that is on record afterwards, in order', async () => {
  const engine = await openEngine(makeHome())
  await engine.client.queue.pause()
  const { id } = await engine.client.runs.create({ config })
  const abort = new AbortController()
  const followed = new Map<string, CurvePoints>()
  const stream = await engine.client.curves.follow({ runIds: [id] }, { signal: abort.signal })
  const reading = (async () => {
    for await (const batch of stream) for (const points of batch) keep(points)
  })()
  await engine.client.queue.resume()
  await waitForState(engine, id, 'done')
  await new Promise((resolve) => setTimeout(resolve, 300))
  abort.abort()
  await reading

  const keys = [
    { metric: 'loss', split: 'train', classIndex: null, resolution: 'step' },
    { metric: 'loss', split: 'validation', classIndex: null, resolution: 'epoch' },
    { metric: 'recall', split: 'validation', classIndex: 3, resolution: 'epoch' },
    { metric: 'learningRate', split: 'train', classIndex: null, resolution: 'epoch' },
  ] as const
  const curves = await engine.client.curves.read({ runIds: [id], keys: [...keys], maxPoints: 20_000 })
  for (const curve of curves) {
    const points = followed.get(`${curve.metric} ${curve.split} ${curve.classIndex} ${curve.resolution}`)
    expect(points?.step).toEqual(curve.step)
    expect(points?.epoch).toEqual(curve.epoch)
    expect(points?.value.map(Math.fround)).toEqual(curve.mean.map(Math.fround))
  }
  expect(curves[0]!.step.length).toBeGreaterThan(400)

  function keep(points: CurvePoints): void {
    const key = `${points.metric} ${points.split} ${points.classIndex} ${points.resolution}`
    const before = followed.get(key)
    if (before === undefined) return void followed.set(key, points)
    followed.set(key, {
      ...points,
      step: [...before.step, ...points.step],
      epoch: [...before.epoch, ...points.epoch],
      seconds: [...before.seconds, ...points.seconds],
      value: [...before.value, ...points.value],
    })
  }
})

test('changes of data sets, settings and the queue are announced, and the machine is sampled', async () => {
  const engine = await openEngine(makeHome(), { queue: 'hold' })
  const seen = new Set<string>()
  const abort = new AbortController()
  const reading = (async () => {
    for await (const events of await engine.client.app.events(undefined, { signal: abort.signal })) {
      for (const event of events) {
        seen.add(event.type)
        if (event.type !== 'system') continue
        expect(event.sample.cpu).toBeGreaterThanOrEqual(0)
        expect(event.sample.cpu).toBeLessThanOrEqual(1)
        expect(event.sample.memoryUsedBytes).toBeLessThan(event.sample.memoryTotalBytes)
      }
    }
  })()
  const request = { name: 'a', samples: 50, features: 2, classes: 2, separation: 2, imbalance: 1, seed: 3 }
  await engine.client.datasets.synthesize(request)
  await engine.client.app.changeSettings({ theme: 'light' })
  await waitFor('all kinds of events', () => Promise.resolve(seen.size === 5))
  expect([...seen].sort()).toEqual(['datasets', 'queue', 'runs', 'settings', 'system'])
  abort.abort()
  await reading
})
