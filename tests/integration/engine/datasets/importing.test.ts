/** The importer's process: its progress, its end by hand or by accident, and what it needs and may not find. */
import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { ImportEvent } from '@shared/contract/datasets'
import type { EngineClient } from '@shared/contract'
import { importRequestSchema } from '@shared/contract/datasets'
import { makeHome, openEngine, refusal } from '../open-engine'

vi.setConfig({ testTimeout: 120_000 })

function writeTable(home: string, rows: number): string {
  const path = join(home, 'table.csv')
  const lines = Array.from({ length: rows }, (_, i) => `${(i % 977) / 7},${i % 13},c${i % 3}`)
  writeFileSync(path, ['x,z,y', ...lines].join('\n'))
  return path
}

/** Sends a signal to the next importer as soon as it runs, before it can answer. */
function signalNextImporter(signal: NodeJS.Signals): Promise<ChildProcess> {
  return new Promise((resolve) => {
    const onChild = (message: unknown) => {
      const { process: child } = message as { process: ChildProcess }
      unsubscribe('child_process', onChild)
      child.once('spawn', () => {
        child.kill(signal)
        resolve(child)
      })
    }
    subscribe('child_process', onChild)
    onTestFinished(() => void unsubscribe('child_process', onChild))
  })
}

async function importing(
  client: EngineClient,
  path: string,
  signal?: AbortSignal,
): Promise<AsyncIterable<ImportEvent>> {
  const request = importRequestSchema.parse({ source: { path }, label: 'y' })
  return client.datasets.importWithProgress(request, signal === undefined ? {} : { signal })
}

async function collect(events: AsyncIterable<ImportEvent>): Promise<ImportEvent[]> {
  const all: ImportEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

test('an import tells how far it is, and in the end what it made', async () => {
  const home = makeHome()
  const { client } = await openEngine(home)
  const events = await collect(await importing(client, writeTable(home, 20_000)))
  const progress = events.flatMap((event) => (event.type === 'progress' ? [event] : []))
  expect(progress.length).toBeGreaterThan(0)
  expect(events.at(-1)).toMatchObject({
    type: 'imported',
    dataset: { name: 'table', samples: 20_000 },
    notes: [],
  })
  expect(events).toHaveLength(progress.length + 1)
  for (const { bytesRead, bytes, rows } of progress) {
    expect(bytesRead).toBeLessThanOrEqual(bytes ?? 0)
    expect(rows).toBeLessThanOrEqual(20_000)
  }
})

test('an import that is cancelled ends its process and leaves nothing behind', async () => {
  const home = makeHome()
  const { client } = await openEngine(home)
  const before = readdirSync(join(home, 'datasets'))
  const stopped = signalNextImporter('SIGSTOP')
  const cancel = new AbortController()
  const events = collect(await importing(client, writeTable(home, 100), cancel.signal))
  const child = await stopped
  const ended = new Promise((resolve) => child.once('close', resolve))
  cancel.abort()
  await events.catch(() => undefined)
  await ended
  expect(child.signalCode).toBe('SIGKILL')
  expect(await client.datasets.list()).toHaveLength(2)
  await vi.waitFor(() => expect(readdirSync(join(home, 'datasets'))).toEqual(before), 60_000)
})

test('an importer that dies is told with the file that it read, and leaves nothing behind', async () => {
  const home = makeHome()
  const { client } = await openEngine(home)
  const before = readdirSync(join(home, 'datasets'))
  const path = writeTable(home, 100)
  void signalNextImporter('SIGKILL')
  const events = await collect(await importing(client, path))
  expect(events).toEqual([
    {
      type: 'failed',
      error: expect.objectContaining({
        code: 'data-set-invalid',
        message:
          'table.csv cannot be read: the process that reads it died (SIGKILL). The file is probably damaged; write it again.',
      }) as unknown,
    },
  ])
  expect(readdirSync(join(home, 'datasets'))).toEqual(before)
  expect((await collect(await importing(client, path))).at(-1)?.type).toBe('imported')
})

test('without DuckDB and sharp their formats say so, and CSV is imported', async () => {
  const home = makeHome()
  const { client } = await openEngine(home)
  withoutPackages(home, ['@duckdb/node-api', 'sharp'])
  const parquet = join(home, 'table.parquet')
  writeFileSync(parquet, 'PAR1 and what follows PAR1')
  for (const name of ['oak', 'yew']) {
    mkdirSync(join(home, 'leaves', name), { recursive: true })
    writeFileSync(join(home, 'leaves', name, '1.png'), 'an image')
  }
  const inspect = (path: string) => client.datasets.inspect({ source: { path } })
  expect(await refusal(inspect(parquet))).toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(/^Parquet files are read by DuckDB, which is not installed/) as string,
  })
  expect(await refusal(inspect(join(home, 'leaves')))).toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(/^Images are read by sharp, which is not installed/) as string,
  })
  const path = writeTable(home, 100)
  expect(await client.datasets.import({ source: { path }, label: 'y' })).toMatchObject({ samples: 100 })
})

/** Importers of this test do not find these packages. */
function withoutPackages(folder: string, packages: string[]): void {
  const hook = join(folder, 'without-packages.mjs')
  writeFileSync(
    hook,
    `import { registerHooks } from 'node:module'
registerHooks({
  resolve(name, context, next) {
    if (${JSON.stringify(packages)}.includes(name)) throw new Error('There is no package ' + name)
    return next(name, context)
  },
})`,
  )
  vi.stubEnv('NODE_OPTIONS', `--import ${pathToFileURL(hook).href}`)
  onTestFinished(() => void vi.unstubAllEnvs())
}
