import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addRun, errorOf, temporaryHome, temporaryStore } from './support'
import { openStore } from '../../../../src/engine/store'

it('starts runs in the order they came', () => {
  const store = temporaryStore()
  expect(store.queue.next()).toBeNull()
  const ids = [addRun(store).id, addRun(store).id, addRun(store).id]
  expect(store.queue.waiting()).toEqual(ids)
  expect(store.queue.next()).toBe(ids[0])
  store.runs.transition(ids[0]!, 'running')
  expect(store.queue.waiting()).toEqual(ids.slice(1))
})

it('puts a run that waits again at the end', () => {
  const store = temporaryStore()
  const ids = [addRun(store).id, addRun(store).id]
  store.runs.transition(ids[0]!, 'running')
  store.runs.transition(ids[0]!, 'failed')
  store.runs.transition(ids[0]!, 'queued')
  expect(store.queue.waiting()).toEqual([ids[1], ids[0]])
})

it('gives a removed run its place back when it is restored', () => {
  const store = temporaryStore()
  const ids = [addRun(store).id, addRun(store).id, addRun(store).id]
  store.runs.remove([ids[1]!])
  expect(store.queue.waiting()).toEqual([ids[0], ids[2]])
  store.runs.restore([ids[1]!])
  expect(store.queue.waiting()).toEqual(ids)
})

it('moves like an array, whatever the moves', () => {
  const store = temporaryStore()
  const expected = Array.from({ length: 6 }, () => addRun(store).id)
  const move = fc.record({ from: fc.nat(5), to: fc.nat(8) })
  fc.assert(
    fc.property(move, ({ from, to }) => {
      const [id] = expected.splice(from, 1)
      expected.splice(to, 0, id!)
      expect(store.queue.move(id!, to)).toEqual(expected)
      expect(store.queue.waiting()).toEqual(expected)
    }),
    { numRuns: 200 },
  )
})

it('refuses to move a run that does not wait', () => {
  const store = temporaryStore()
  const { id } = addRun(store)
  store.runs.transition(id, 'running')
  errorOf(() => store.queue.move(id, 0), 'conflict')
})

it('remembers order and pause over a restart', () => {
  const home = temporaryHome()
  const before = openStore(home)
  const ids = [addRun(before).id, addRun(before).id]
  before.queue.move(ids[1]!, 0)
  expect(before.queue.paused()).toBe(false)
  before.queue.setPaused(true)
  before.close()
  const after = temporaryStore(home)
  expect(after.queue.waiting()).toEqual([ids[1], ids[0]])
  expect(after.queue.paused()).toBe(true)
})
