import { expect, test } from 'vitest'
import { batchGap, BatchedStream } from '../../../../src/engine/events/batched-stream'

/** A stream of the numbers that have been added since the last batch. */
function numberStream(signal?: AbortSignal) {
  const state = { pending: [] as number[], ended: 0 }
  const stream = new BatchedStream<number[]>(
    {
      take: () => (state.pending.length === 0 ? null : state.pending.splice(0)),
      ended: () => (state.ended += 1),
    },
    signal,
  )
  const add = (number: number) => {
    state.pending.push(number)
    stream.poke()
  }
  return { stream, state, add }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

test('what comes before and while nobody reads is one batch', async () => {
  const { stream, add } = numberStream()
  add(1)
  add(2)
  await pause(20)
  add(3)
  expect(await stream.next()).toEqual({ done: false, value: [1, 2, 3] })
})

test('a reader that waits gets the first news at once, and the next not before the gap is over', async () => {
  const { stream, add } = numberStream()
  const waiting = stream.next()
  const started = performance.now()
  add(1)
  expect((await waiting).value).toEqual([1])
  expect(performance.now() - started).toBeLessThan(batchGap)
  add(2)
  add(3)
  expect((await stream.next()).value).toEqual([2, 3])
  expect(performance.now() - started).toBeGreaterThanOrEqual(batchGap - 5)
})

test('at most ten batches a second leave, however fast news come and are read', async () => {
  const { stream, add } = numberStream()
  const until = performance.now() + 550
  const feeding = setInterval(() => add(1), 1)
  let batches = 0
  while (performance.now() < until) {
    await stream.next()
    batches += 1
  }
  clearInterval(feeding)
  expect(batches).toBeGreaterThan(1)
  expect(batches).toBeLessThanOrEqual(7)
})

test('an aborted signal ends the stream for a reader that waits, once', async () => {
  const abort = new AbortController()
  const { stream, state } = numberStream(abort.signal)
  const waiting = stream.next()
  abort.abort()
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(await stream.next()).toEqual({ done: true, value: undefined })
  stream.end()
  expect(state.ended).toBe(1)
})

test('a signal that was aborted before ends the stream at once', async () => {
  const { stream, state } = numberStream(AbortSignal.abort())
  expect(state.ended).toBe(1)
  expect((await stream.next()).done).toBe(true)
})

test('return ends the stream while a reader waits', async () => {
  const { stream, state } = numberStream()
  const waiting = stream.next()
  await stream.return()
  expect((await waiting).done).toBe(true)
  expect(state.ended).toBe(1)
})

test('leaving a for-await loop ends the stream', async () => {
  const { stream, state, add } = numberStream()
  add(1)
  for await (const batch of stream) {
    expect(batch).toEqual([1])
    break
  }
  expect(state.ended).toBe(1)
})

test('an error while a batch is taken reaches the reader and ends the stream', async () => {
  let ended = 0
  const stream = new BatchedStream<number>({
    take: () => {
      throw new Error('the store is closed')
    },
    ended: () => (ended += 1),
  })
  stream.poke()
  await expect(stream.next()).rejects.toThrow('the store is closed')
  expect((await stream.next()).done).toBe(true)
  expect(ended).toBe(1)
})
