import { expect, test } from 'vitest'
import type { QueueState } from '@shared/domain/app'
import type { RunSummary } from '@shared/domain/run'
import { StateEvents } from '../../../../src/engine/events/state-events'

/** Runs whose name can be changed between an announcement and its batch. */
function createEvents() {
  const names = new Map<string, string>()
  const summary = (id: string) => ({ id, name: names.get(id) ?? id }) as RunSummary
  const queue: QueueState = { paused: false, trainersAtOnce: 1, running: [], waiting: [] }
  const counts: number[] = []
  const events = new StateEvents(
    {
      allRuns: () => [...names.keys()].map(summary),
      runs: (ids) => ids.map(summary),
      queue: () => ({ ...queue }),
    },
    (count) => counts.push(count),
  )
  return { events, names, queue, counts }
}

test('the first batch has the state as it is', async () => {
  const { events, names } = createEvents()
  names.set('a', 'first')
  const { value } = await events.subscribe().next()
  expect(value).toEqual([
    { type: 'runs', runs: [{ id: 'a', name: 'first' }] },
    { type: 'queue', queue: { paused: false, trainersAtOnce: 1, running: [], waiting: [] } },
  ])
})

test('changes of one run are one event with its newest state', async () => {
  const { events, names, queue } = createEvents()
  const stream = events.subscribe()
  await stream.next()
  for (let i = 0; i < 1000; i++) events.runsChanged(['a', 'b'])
  events.queueChanged()
  names.set('a', 'newest')
  queue.paused = true
  expect((await stream.next()).value).toEqual([
    {
      type: 'runs',
      runs: [
        { id: 'a', name: 'newest' },
        { id: 'b', name: 'b' },
      ],
    },
    { type: 'queue', queue: { paused: true, trainersAtOnce: 1, running: [], waiting: [] } },
  ])
})

test('every subscriber gets all news, and one that does not read does not hold up another', async () => {
  const { events } = createEvents()
  const [idle, busy] = [events.subscribe(), events.subscribe()]
  await busy.next()
  events.datasetsChanged()
  expect((await busy.next()).value).toEqual([{ type: 'datasets' }])
  events.settingsChanged()
  expect((await busy.next()).value).toEqual([{ type: 'settings' }])
  const { value } = await idle.next()
  expect(value!.map(({ type }) => type)).toEqual(['runs', 'queue', 'datasets', 'settings'])
})

test('subscribers that have ended are forgotten', async () => {
  const { events, counts } = createEvents()
  const abort = new AbortController()
  const [aborted, left, open] = [events.subscribe(abort.signal), events.subscribe(), events.subscribe()]
  abort.abort()
  await left.return()
  expect(counts).toEqual([1, 2, 3, 2, 1])
  expect(events.subscriberCount).toBe(1)
  events.endAll()
  expect(events.subscriberCount).toBe(0)
  expect((await open.next()).done && (await aborted.next()).done).toBe(true)
})
