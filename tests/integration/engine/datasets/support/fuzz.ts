/** Files of every format, mutated: reading one ends in a data set or an error in words, never in anything else. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createRandom, type Random } from '@core/sampling/random'
import { importOptionsSchema } from '@shared/contract/datasets'
import { decodeDataset } from '@shared/dataset-file'
import { FocalError } from '@shared/errors'
import { dataFilePath } from '../../../../../src/engine/datasets/dataset-writer'
import { runTask } from '../../../../../src/engine/datasets/importer/run-task'
import { idx, idxGz, npy, npz, writeParquet } from './files'

export interface Seed {
  format: string
  /** The file's name; the second file, where there is one, stays as it is. */
  name: string
  content: Buffer
  beside?: { name: string; content: Buffer }
  options: Record<string, unknown>
}

/** One good file a format. @param folder for making them */
export async function fuzzSeeds(folder: string): Promise<Seed[]> {
  const rows = Array.from({ length: 12 }, (_, i) => ({
    x: i * 1.5,
    town: ['oslo', 'rome'][i % 2] ?? '',
    y: i % 3,
  }))
  const csv = ['x,town,y', ...rows.map(({ x, town, y }) => `${x},"${town}",${y}`)].join('\r\n')
  const lines = rows.map((row) => JSON.stringify(row)).join('\n')
  const parquet = join(folder, 'seed.parquet')
  await writeParquet(
    parquet,
    `SELECT range * 1.5 AS x, 'town ' || (range % 2) AS town, range % 3 AS y FROM range(12)`,
  )
  const pixels = Array.from({ length: 6 * 4 }, (_, i) => (37 * i) % 256)
  const labels = { name: 'f-labels-idx1-ubyte', content: idx([6], [0, 1, 0, 1, 0, 1]) }
  const features = npy(
    '<f8',
    [6, 2],
    Float64Array.from({ length: 12 }, (_, i) => i / 3),
  )
  const classes = npy('|u1', [6], Uint8Array.of(0, 1, 0, 1, 0, 1))
  const table = { label: 'y', missing: 'mean' }
  return [
    { format: 'csv', name: 'f.csv', content: Buffer.from(csv), options: table },
    { format: 'jsonLines', name: 'f.jsonl', content: Buffer.from(lines), options: table },
    { format: 'parquet', name: 'f.parquet', content: readFileSync(parquet), options: table },
    {
      format: 'idx',
      name: 'f-images-idx3-ubyte',
      content: idx([6, 2, 2], pixels),
      beside: labels,
      options: {},
    },
    {
      format: 'idx.gz',
      name: 'f-images-idx3-ubyte.gz',
      content: idxGz([6, 2, 2], pixels),
      beside: labels,
      options: {},
    },
    {
      format: 'npy',
      name: 'x.npy',
      content: features,
      beside: { name: 'y.npy', content: classes },
      options: {},
    },
    { format: 'npz', name: 'f.npz', content: npz({ x: features, y: classes }), options: {} },
  ]
}

export interface FuzzOutcome {
  imported: number
  refused: number
  /** What should not be, with the mutation's number. */
  faults: string[]
  slowestMilliseconds: number
}

/** Imports `count` mutations of a seed; the same numbers give the same files. */
export async function fuzz(seed: Seed, folder: string, from: number, count: number): Promise<FuzzOutcome> {
  const outcome: FuzzOutcome = { imported: 0, refused: 0, faults: [], slowestMilliseconds: 0 }
  const place = mkdtempSync(join(folder, 'fuzz-'))
  const target = join(place, 'target')
  mkdirSync(target)
  if (seed.beside !== undefined) writeFileSync(join(place, seed.beside.name), seed.beside.content)
  for (let number = from; number < from + count; number++) {
    const path = join(place, seed.name)
    writeFileSync(path, mutate(seed.content, createRandom(number, `fuzz ${seed.format}`)))
    const start = performance.now()
    const fault = await importOnce(path, seed.options, target, outcome)
    if (fault !== null) outcome.faults.push(`${seed.format} ${number}: ${fault}`)
    outcome.slowestMilliseconds = Math.max(outcome.slowestMilliseconds, performance.now() - start)
    for (const file of readdirSync(target)) rmSync(join(target, file))
  }
  rmSync(place, { recursive: true, force: true })
  return outcome
}

/** @returns what is wrong with how it ended; null where nothing is */
async function importOnce(
  path: string,
  input: Record<string, unknown>,
  target: string,
  outcome: FuzzOutcome,
): Promise<string | null> {
  const work = mkdtempSync(join(dirname(path), 'work-'))
  const file = { path, name: basename(path), folder: dirname(path) }
  const options = importOptionsSchema.parse(input)
  try {
    const answer = await runTask(
      { type: 'import', file, labelsFile: null, options, work, target },
      () => undefined,
    )
    outcome.imported += 1
    if (answer.type !== 'imported') return `answered with ${answer.type}`
    const content = decodeDataset(readFileSync(dataFilePath(target, answer.result.hash)))
    const isWhole = content.classes.every((label) => label >= 0 && label < content.labels.length)
    return isWhole ? null : 'a data set with labels that it does not have'
  } catch (thrown) {
    outcome.refused += 1
    if (!(thrown instanceof FocalError)) return String(thrown instanceof Error ? thrown.stack : thrown)
    if (readdirSync(target).length > 0) return 'a half import was left behind'
    return thrown.message.includes(file.name) ||
      thrown.code !== 'data-set-invalid' ||
      thrown.details['file'] !== null
      ? null
      : `the file is not named: ${thrown.message}`
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** One to four changes: a byte or a bit, a piece cut out, doubled or moved, an end cut off, an unlikely number. */
function mutate(content: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(content)
  for (let changes = 1 + random.below(4); changes > 0; changes--) bytes = change(bytes, random)
  return bytes
}

function change(bytes: Buffer, random: Random): Buffer {
  const at = random.below(Math.max(1, bytes.length))
  const length = 1 + random.below(Math.max(1, Math.min(32, bytes.length - at)))
  const before = bytes.subarray(0, at)
  switch (random.below(7)) {
    case 0:
      return Buffer.concat([before, Buffer.of(random.below(256)), bytes.subarray(at + 1)])
    case 1:
      return Buffer.concat([
        before,
        Buffer.of((bytes[at] ?? 0) ^ (1 << random.below(8))),
        bytes.subarray(at + 1),
      ])
    case 2:
      return Buffer.concat([before, bytes.subarray(at + length)])
    case 3:
      return Buffer.concat([before, bytes.subarray(at, at + length), bytes.subarray(at)])
    case 4:
      return Buffer.from(before)
    case 5:
      return Buffer.concat([
        before,
        Buffer.from(unlikely[random.below(unlikely.length)] ?? ''),
        bytes.subarray(at),
      ])
    default:
      return Buffer.concat([before, Buffer.of(0xff, 0xff, 0xff, 0x7f), bytes.subarray(at + 4)])
  }
}

const unlikely = [
  '"',
  ',',
  '\n',
  '\r',
  '\0',
  'NaN',
  '-',
  '1e999',
  '{',
  '}',
  '\ufeff',
  '\x80',
  ',,,,',
  '""',
  '999999999999',
]
