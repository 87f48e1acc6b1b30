import { expect, it } from 'vitest'
import { addRun, errorOf, temporaryStore } from './support'

it('come back bit by bit, best and last apart', () => {
  const store = temporaryStore()
  const { id } = addRun(store)
  expect(store.predictions.read(id, 'best')).toBeNull()
  // A view into the middle of a buffer, as it comes out of a message.
  const buffer = new ArrayBuffer(4 * 8)
  const probabilities = new Float32Array(buffer, 4, 6)
  probabilities.set([0.1, 0.2, 0.7, 1, 0, 1e-45])
  const rows = Int32Array.of(2_000_000_000, 0)
  store.predictions.save(id, 'best', { epoch: 3, rows, probabilities })
  store.predictions.save(id, 'last', {
    epoch: 4,
    rows: Int32Array.of(5),
    probabilities: Float32Array.of(1, 0, 0),
  })
  expect(store.predictions.read(id, 'best')).toEqual({
    epoch: 3,
    rows,
    probabilities: Float32Array.from(probabilities),
  })
  expect(store.predictions.read(id, 'last')?.epoch).toBe(4)
})

it('replace those of an earlier epoch', () => {
  const store = temporaryStore()
  const { id } = addRun(store)
  for (const epoch of [1, 2]) {
    store.predictions.save(id, 'best', {
      epoch,
      rows: Int32Array.of(epoch),
      probabilities: Float32Array.of(0, 1, 0),
    })
  }
  expect(store.predictions.read(id, 'best')).toMatchObject({ epoch: 2, rows: Int32Array.of(2) })
})

it('that do not fit their rows are refused', () => {
  const store = temporaryStore()
  const { id } = addRun(store)
  const predictions = { epoch: 1, rows: Int32Array.of(1, 2), probabilities: Float32Array.of(1, 0, 0) }
  errorOf(() => store.predictions.save(id, 'best', predictions), 'bad-input')
  expect(store.predictions.read(id, 'best')).toBeNull()
})
