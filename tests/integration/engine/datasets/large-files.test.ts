/** Files that are large or endless: memory stays bounded, and the engine answers others meanwhile. */
import { createWriteStream, readdirSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Engine } from '../../../../src/engine/engine'
import { makeHome, openEngine, refusal } from '../open-engine'

vi.setConfig({ testTimeout: 180_000 })

const megabyte = 2 ** 20

async function writeFile(path: string, pieces: Iterable<string>): Promise<void> {
  const file = createWriteStream(path)
  for (const piece of pieces) if (!file.write(piece)) await once(file, 'drain')
  file.end()
  await once(file, 'close')
}

/** Most memory that this process had, beyond what it has now, until `work` was done. */
async function extraMemory(work: Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().rss
  let most = before
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 10)
  await work
  clearInterval(watch)
  return most - before
}

test.each([
  [
    'a row without an end',
    function* () {
      yield 'x,y\n1,'
      for (let i = 0; i < 50; i++) yield 'a'.repeat(megabyte)
    },
  ],
  [
    'a quote without an end',
    function* () {
      yield 'x,y\n1,"'
      for (let i = 0; i < 50; i++) yield `${'a'.repeat(99)}\n`.repeat(megabyte / 100)
    },
  ],
  [
    'a row of endless cells',
    function* () {
      yield 'x,y\n'
      for (let i = 0; i < 50; i++) yield '1,'.repeat(megabyte / 2)
    },
  ],
])('%s of 50 MB is refused by its line, soon and in little memory', async (_, pieces) => {
  const home = makeHome()
  const { client } = await openEngine(home)
  const path = join(home, 'endless.csv')
  await writeFile(path, pieces())
  const importing = refusal(client.datasets.import({ source: { path }, label: 'y' }))
  expect(await extraMemory(importing)).toBeLessThan(200 * megabyte)
  const error = await importing
  expect(error.code).toBe('data-set-invalid')
  expect(error.message).toMatch(/^endless.csv, line 2.*: the row is longer than 8 MiB/)
  expect(readdirSync(join(home, 'datasets'))).toHaveLength(2)
})

test('while a large file is imported, the engine answers and uses little more memory than the data takes', async () => {
  const home = makeHome()
  const engine = await openEngine(home)
  const path = join(home, 'large.csv')
  const rows = 200_000
  await writeFile(
    path,
    (function* () {
      yield `${Array.from({ length: 10 }, (_, k) => `x${k}`).join(',')},y\n`
      for (let row = 0; row < rows; row++) yield `${`${(row % 977) / 7},`.repeat(10)}c${row % 5}\n`
    })(),
  )
  const importing = engine.client.datasets.import({ source: { path }, label: 'y' })
  const busy = answerTimes(engine, importing)
  // 8 MB of data; what csv-parse's strings take until they are collected comes on top.
  expect(await extraMemory(importing)).toBeLessThan(200 * megabyte)
  const dataset = await importing
  expect(dataset).toMatchObject({ samples: rows, features: 10 })
  expect(dataset.classes.map(({ count }) => count)).toEqual(Array<number>(5).fill(rows / 5))
  expect(await busy).toBeLessThan(50)
})

/** Longest time of this process's own work between a call and its answer, in milliseconds, while `work` is done. */
async function answerTimes(engine: Engine, work: Promise<unknown>): Promise<number> {
  let isDone = false
  void work.finally(() => (isDone = true))
  const times: number[] = []
  while (!isDone) {
    // Processor time, not the clock: other processes of this machine are not to be blamed on the engine.
    const before = process.cpuUsage()
    await new Promise((resolve) => setTimeout(resolve, 0))
    await engine.client.app.settings()
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1000)
  }
  expect(times.length).toBeGreaterThan(20)
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.98)]!
}
