import Database from 'better-sqlite3'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openStore } from '../../../../src/engine/store'
import { databaseFileName } from '../../../../src/engine/store/open'
import { addRun, appendSteps, errorOf, plainConnection, temporaryHome, temporaryStore } from './support'

it('makes the home folder, however deep', () => {
  const home = join(temporaryHome(), '实验', 'deep folder')
  const store = temporaryStore(home)
  expect(store.path).toBe(join(home, databaseFileName))
  expect(store.experiments.list()).toMatchObject([{ id: 'default', name: 'Default' }])
  expect(store.experiments.get('default').createdAt).toBeGreaterThan(1.7e12)
})

it('keeps a log, foreign keys and a durable commit', () => {
  const store = temporaryStore()
  const connection = plainConnection(store)
  expect(connection.pragma('journal_mode', { simple: true })).toBe('wal')
  // Foreign keys and synchronous belong to the store's own connection: seen by what they do.
  errorOf(() => store.runs.insert({ ...sample(store), datasetId: 'none' }), 'database')
})

function sample(store: ReturnType<typeof temporaryStore>) {
  const run = addRun(store)
  const { config, configHash, datasetId, datasetHash, labels, name } = store.runs.get(run.id)
  return { config, configHash, datasetId, datasetHash, labels, name }
}

it('says nothing runs that does not: a run found running is interrupted, and the others stay as they are', () => {
  const home = temporaryHome()
  const before = openStore(home)
  const [waiting, running, done] = [addRun(before), addRun(before), addRun(before)]
  for (const { id } of [running, done]) before.runs.transition(id, 'running')
  before.runs.transition(done.id, 'done')
  before.close()
  const after = temporaryStore(home)
  expect(after.interrupted).toEqual([running.id])
  expect(after.runs.summary(running.id)).toMatchObject({
    state: 'interrupted',
    reason: 'Focal Bench ended while this run was training.',
  })
  expect(after.runs.summary(running.id).finishedAt).toBeGreaterThan(0)
  expect(after.runs.summary(waiting.id).state).toBe('queued')
  expect(after.runs.summary(done.id).state).toBe('done')
})

it('gives the home to one at a time', () => {
  const home = temporaryHome()
  const first = openStore(home)
  const run = addRun(first)
  first.runs.transition(run.id, 'running')
  expect(errorOf(() => openStore(home), 'home-in-use').message).toContain(home)
  expect(first.runs.summary(run.id).state).toBe('running')
  first.close()
  first.close()
  temporaryStore(home)
})

it('opens to look while another has the home, and changes nothing', () => {
  const home = temporaryHome()
  errorOf(() => openStore(home, { readOnly: true }), 'not-found')
  const store = temporaryStore(home)
  const run = addRun(store)
  store.runs.transition(run.id, 'running')
  const reader = openStore(home, { readOnly: true })
  expect(reader.runs.list().map(({ id, state }) => [id, state])).toEqual([[run.id, 'running']])
  errorOf(() => reader.runs.update([run.id], { name: 'x' }), 'database')
  appendSteps(store, run.id, 1, 3)
  expect(reader.metrics.lastStep(run.id)).toBe(3)
  reader.close()
})

it('refuses a database from the future, and leaves it as it is', () => {
  const home = temporaryHome()
  const { path } = plainHome(home)
  const future = new Database(path)
  future.pragma('user_version = 99')
  future.close()
  const before = readFileSync(path)
  for (const options of [{}, { readOnly: true }]) {
    const error = errorOf(() => openStore(home, options), 'database-from-the-future')
    expect(error.message).toContain('Update Focal Bench')
    expect(error.details).toMatchObject({ path, version: 99 })
  }
  expect(readFileSync(path)).toEqual(before)
  expect(readdirSync(home)).not.toContain('backups')
})

/** A home with an empty database, closed. */
function plainHome(home: string): { path: string } {
  const store = openStore(home)
  store.close()
  return { path: store.path }
}

it('refuses a database of another program', () => {
  const home = temporaryHome()
  const foreign = new Database(join(home, databaseFileName))
  foreign.exec('CREATE TABLE notes (text)')
  foreign.close()
  expect(errorOf(() => openStore(home), 'database').message).toContain('another program')
})

it('refuses a file that is not a database', () => {
  const home = temporaryHome()
  writeFileSync(join(home, databaseFileName), 'not a database '.repeat(1000))
  const error = errorOf(() => openStore(home), 'database')
  expect(error.message).toMatch(/not a database.*backup/)
  // It was said twice, by SQLite and by us.
  expect(error.message.match(/not a database/g)).toHaveLength(1)
  expect(error.details).toMatchObject({ reason: 'SQLITE_NOTADB' })
  // The failure must let go of the home.
  expect(errorOf(() => openStore(home), 'database').details).toMatchObject({ reason: 'SQLITE_NOTADB' })
})

it('says so when the file is damaged', () => {
  const home = temporaryHome()
  const store = openStore(home)
  const { id } = addRun(store)
  appendSteps(store, id, 1, 20_000)
  store.close()
  const bytes = readFileSync(store.path)
  bytes.fill(0xff, 4096 * 3)
  writeFileSync(store.path, bytes)
  const error = errorOf(() => temporaryStore(home).runs.list(), 'database')
  expect(error.details).toMatchObject({ reason: 'SQLITE_CORRUPT' })
  expect(error.message).toContain('backup')
})

it('says so when the home cannot be made or written', () => {
  const folder = temporaryHome()
  writeFileSync(join(folder, 'file'), '')
  expect(errorOf(() => openStore(join(folder, 'file')), 'database').message).toContain('choose another home')
  mkdirSync(join(folder, 'home', databaseFileName), { recursive: true })
  const error = errorOf(() => openStore(join(folder, 'home')), 'database')
  expect(error.details).toMatchObject({ reason: 'SQLITE_CANTOPEN' })
})

it('throws a typed error once it is closed', () => {
  const store = openStore(temporaryHome())
  const { id } = addRun(store)
  store.close()
  errorOf(() => store.runs.list(), 'database')
  errorOf(() => appendSteps(store, id, 1, 1), 'database')
})

it('undoes a transaction that fails, whole', () => {
  const store = temporaryStore()
  const failing = () =>
    store.transaction(() => {
      const { id } = addRun(store)
      appendSteps(store, id, 1, 10)
      throw new Error('in the middle')
    })
  expect(failing).toThrow('in the middle')
  expect(store.runs.list()).toEqual([])
})
