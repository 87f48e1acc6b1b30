import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, test, vi } from 'vitest'
import type { EpochRecord } from '@shared/domain/metrics'
import type { RunDetails } from '@shared/domain/run'
import { makeHome, openEngine, refusal, shortRun, waitForState } from '../open-engine'

vi.setConfig({ testTimeout: 120_000 })

async function trained() {
  const home = makeHome()
  const engine = await openEngine(home)
  const { id } = await engine.client.runs.create({ config: shortRun, name: 'a, "quoted" name' })
  await waitForState(engine, id, 'done')
  return { home, client: engine.client, id }
}

interface Row {
  run: string
  name: string
  epoch: string
  split: string
  metric: string
  class: string
  value: string
}

test('the export has every figure of every epoch, as CSV and as JSON', async () => {
  const { client, id } = await trained()
  const epochs = await client.runs.epochs({ id })
  const { text } = await client.exports.toText({ ids: [id], format: 'csv' })
  const rows = parse<Row>(text, { columns: true })
  expect(Object.keys(rows[0]!)).toEqual(['run', 'name', 'epoch', 'split', 'metric', 'class', 'value'])
  // The learning rate; in each split five figures over all and four of each of ten classes.
  expect(rows).toHaveLength(2 * (1 + 2 * (5 + 4 * 10)))
  expect(new Set(rows.map(({ name }) => name))).toEqual(new Set(['a, "quoted" name']))
  const find = (metric: string, label: string) =>
    rows.find(
      (row) =>
        row.epoch === '2' && row.split === 'validation' && row.metric === metric && row.class === label,
    )
  expect(Number(find('accuracy', '')!.value)).toBe(epochs[1]!.validation.accuracy)
  expect(Number(find('recall', '7')!.value)).toBe(epochs[1]!.validation.perClass[7]!.recall)
  expect(Number(find('support', '0')!.value)).toBe(epochs[1]!.validation.perClass[0]!.support)

  const json = await client.exports.toText({ ids: [id], format: 'json' })
  const document = JSON.parse(json.text) as {
    format: string
    runs: (RunDetails & { epochs: EpochRecord[] })[]
  }
  expect(document.format).toBe('focal-bench-runs')
  expect(document.runs).toEqual([{ ...(await client.runs.get({ id })), epochs }])
})

test('a file is written whole, and replaces an older one whole', async () => {
  const { client, home, id } = await trained()
  const path = join(home, 'runs.csv')
  writeFileSync(path, 'old'.repeat(1_000_000))
  const written = await client.exports.toFile({ ids: [id], format: 'csv', path })
  const { text } = await client.exports.toText({ ids: [id], format: 'csv' })
  expect(readFileSync(path, 'utf8')).toBe(text)
  expect(written).toEqual({ path, bytes: Buffer.byteLength(text) })
})

test('an export that cannot be written says why and leaves the old file and no temporary one', async () => {
  const { client, home, id } = await trained()
  const folder = join(home, 'exports')
  mkdirSync(folder)
  const path = join(folder, 'runs.json')
  writeFileSync(path, 'old')
  const refused = (target: string, ids = [id]) =>
    refusal(client.exports.toFile({ ids, format: 'json', path: target }))
  expect(await refused(path, [id, 'no such run'])).toMatchObject({ code: 'not-found' })
  expect((await refused(join(folder, 'missing', 'runs.json'))).message).toContain('does not exist')
  expect((await refused(folder)).message).toContain('is a folder')
  expect((await refused('runs.json')).message).toContain('is not a whole path')
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['runs.json'])
  expect(readdirSync(home).filter((name) => name.endsWith('.tmp'))).toEqual([])
})
