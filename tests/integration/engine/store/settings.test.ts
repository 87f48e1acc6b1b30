import { expect, it } from 'vitest'
import { openStore } from '../../../../src/engine/store'
import { plainConnection, temporaryHome, temporaryStore } from './support'

const defaults = { language: 'system', theme: 'system', trainersAtOnce: 1, layout: {} }

it('begins with the defaults', () => {
  expect(temporaryStore().settings.read()).toEqual(defaults)
})

it('changes what is named, merges the layout, and remembers over a restart', () => {
  const home = temporaryHome()
  const before = openStore(home)
  before.settings.change({ theme: 'dark', layout: { columns: ['name'], width: 300 } })
  expect(before.settings.change({ layout: { width: null, sort: '名' } })).toEqual({
    ...defaults,
    theme: 'dark',
    layout: { columns: ['name'], sort: '名' },
  })
  before.close()
  expect(temporaryStore(home).settings.read()).toMatchObject({ theme: 'dark', layout: { sort: '名' } })
})

it('takes a value that this version does not know for not set', () => {
  const store = temporaryStore()
  store.settings.change({ trainersAtOnce: 2 })
  plainConnection(store, {}).exec(`INSERT INTO settings VALUES ('theme', '"sepia"')`)
  expect(store.settings.read()).toEqual({ ...defaults, trainersAtOnce: 2 })
})
