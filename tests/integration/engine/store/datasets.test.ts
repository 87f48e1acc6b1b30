import { expect, it } from 'vitest'
import { addDataset, addRun, errorOf, temporaryStore } from './support'

it('comes back as it was given, by id, by name and by hash', () => {
  const store = temporaryStore()
  const given = {
    id: 'digits',
    name: '手写数字',
    source: 'bundled',
    hash: 'abc',
    samples: 1797,
    features: 64,
    featureNames: Array.from({ length: 64 }, (_, index) => `pixel ${index}`),
    shape: [8, 8, 1] as [number, number, number],
    multiLabel: true,
    classes: [{ label: '0', count: 178 }],
    labelColumn: null,
    attribution: 'CC BY 4.0',
    createdAt: 1_700_000_000_000,
  } as const
  const inStore = { ...given, removedAt: null }
  const dataset = store.datasets.insert({
    ...given,
    featureNames: [...given.featureNames],
    classes: [...given.classes],
  })
  expect(dataset).toEqual(inStore)
  expect(store.datasets.get('digits')).toEqual(inStore)
  expect(store.datasets.find('手写数字')).toEqual(inStore)
  expect(store.datasets.findByHash('abc')).toEqual(inStore)
  expect(store.datasets.list()).toEqual([inStore])
})

it('is one data set when the same content comes twice', () => {
  const store = temporaryStore()
  const first = addDataset(store, 'animals', 'same')
  expect(addDataset(store, 'other name', 'same')).toEqual(first)
  expect(store.datasets.list()).toHaveLength(1)
})

it('gets a number when its name is taken', () => {
  const store = temporaryStore()
  const names = ['a', 'b', 'c'].map((hash) => addDataset(store, 'animals', hash).name)
  expect(names).toEqual(['animals', 'animals (2)', 'animals (3)'])
})

it('is not found under a name nobody has', () => {
  const store = temporaryStore()
  expect(store.datasets.find('none')).toBeNull()
  errorOf(() => store.datasets.get('none'), 'not-found')
  errorOf(() => store.datasets.rename('none', 'x'), 'not-found')
  errorOf(() => store.datasets.remove('none'), 'not-found')
})

it('cannot take the name of another', () => {
  const store = temporaryStore()
  const [first, second] = [addDataset(store, 'a'), addDataset(store, 'b')]
  errorOf(() => store.datasets.rename(second.id, 'a'), 'conflict')
  expect(store.datasets.rename(first.id, 'a').name).toBe('a')
  expect(store.datasets.rename(second.id, 'c').name).toBe('c')
})

it('stays while runs name it, removed ones too', () => {
  const store = temporaryStore()
  const { id } = addDataset(store)
  const run = addRun(store)
  store.runs.remove([run.id])
  expect(errorOf(() => store.datasets.remove(id), 'conflict').details).toMatchObject({ id, runs: 1 })
  store.runs.purge([run.id])
  store.datasets.remove(id)
  expect(store.datasets.list()).toEqual([])
})

it('is removed although runs name it when that is forced, comes back with its content, and goes with its last run', () => {
  const store = temporaryStore()
  const dataset = addDataset(store, 'animals', 'same')
  const run = addRun(store)
  errorOf(() => store.datasets.remove(dataset.id, { force: true }), 'conflict')
  store.runs.remove([run.id])
  store.datasets.remove(dataset.id, { force: true })
  expect(store.datasets.list()).toEqual([])
  expect(store.datasets.find('animals')).toBeNull()
  expect(store.datasets.get(dataset.id).removedAt).toEqual(expect.any(Number))
  expect(addDataset(store, 'other', 'new').name).toBe('other')
  const taken = errorOf(() => store.datasets.rename(store.datasets.get('other').id, 'animals'), 'conflict')
  expect(taken.message).toMatch(/^A removed data set is called animals/)

  expect(addDataset(store, 'whatever', 'same')).toEqual(dataset)
  store.datasets.remove(dataset.id, { force: true })
  store.datasets.forgetRemoved()
  expect(store.datasets.find(dataset.id)).not.toBeNull()
  store.runs.purge([run.id])
  store.datasets.forgetRemoved()
  expect(store.datasets.find(dataset.id)).toBeNull()
})
