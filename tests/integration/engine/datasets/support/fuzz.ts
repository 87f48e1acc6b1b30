/** Files of every format, mutated: reading one ends in a data set or an error in words, never in anything else. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { createRandom } from '@core/sampling/random'
import { rarestLabels, targetCounts } from '@core/sampling/rarest-labels'
import { importOptionsSchema } from '@shared/contract/datasets'
import { decodeDataset, type DatasetContent } from '@shared/dataset-file'
import { FocalError } from '@shared/errors'
import { dataFilePath } from '../../../../../src/engine/datasets/dataset-writer'
import { runTask } from '../../../../../src/engine/datasets/importer/run-task'
import { idx, idxGz, npy, npz, writeParquet } from './files'
import { mutateGently, mutateRoughly } from './mutations'

export interface Seed {
  format: string
  /** The file's name; the second file, where there is one, stays as it is. */
  name: string
  content: Buffer
  /** What is within a packed file, and how it is packed: gentle mutations are made before packing. */
  packed?: { content: Buffer; pack: (content: Buffer) => Buffer }
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
  const tagsOf = (i: number) => ['wet', 'cold', 'dark'].filter((_, k) => (i >> k) % 2 === 1)
  const separated = ['x,tags', ...rows.map(({ x }, i) => `${x},${tagsOf(i).join('; ')}`)].join('\n')
  const labelColumns = [
    'x,wet,town,cold',
    ...rows.map(({ x, town }, i) => `${x},${i % 2},${town},${i % 3 === 0 ? 'yes' : 'no'}`),
  ].join('\n')
  const lists = rows.map(({ x }, i) => JSON.stringify({ x, tags: tagsOf(i) })).join('\n')
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
    {
      format: 'csv, separated labels',
      name: 'f.csv',
      content: Buffer.from(separated),
      options: { label: 'tags', labelSeparator: ';', missing: 'drop' },
    },
    {
      format: 'csv, label columns',
      name: 'f.csv',
      content: Buffer.from(labelColumns),
      options: { labels: ['wet', 'cold'], missing: 'mean' },
    },
    { format: 'jsonLines', name: 'f.jsonl', content: Buffer.from(lines), options: table },
    {
      format: 'jsonLines, lists of labels',
      name: 'f.jsonl',
      content: Buffer.from(lists),
      options: { label: 'tags', missing: 'mean' },
    },
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
      packed: { content: idx([6, 2, 2], pixels), pack: (images) => gzipSync(images) },
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
    {
      format: 'npz',
      name: 'f.npz',
      content: npz({ x: features, y: classes }),
      packed: { content: features, pack: (x) => npz({ x, y: classes }) },
      options: {},
    },
  ]
}

export interface FuzzOutcome {
  imported: number
  refused: number
  /** What should not be, with the mutation's number. */
  faults: string[]
  /** Processor time: a busy machine makes no fault. */
  slowestMilliseconds: number
}

/** Imports `count` mutations of a seed, every other one gentle; the same numbers give the same files. */
export async function fuzz(seed: Seed, folder: string, from: number, count: number): Promise<FuzzOutcome> {
  const outcome: FuzzOutcome = { imported: 0, refused: 0, faults: [], slowestMilliseconds: 0 }
  const place = mkdtempSync(join(folder, 'fuzz-'))
  const target = join(place, 'target')
  mkdirSync(target)
  if (seed.beside !== undefined) writeFileSync(join(place, seed.beside.name), seed.beside.content)
  for (let number = from; number < from + count; number++) {
    const path = join(place, seed.name)
    writeFileSync(path, mutate(seed, number))
    const start = process.cpuUsage()
    const fault = await importOnce(path, seed.options, target, outcome)
    if (fault !== null) outcome.faults.push(`${seed.format} ${number}: ${fault}`)
    const { user, system } = process.cpuUsage(start)
    outcome.slowestMilliseconds = Math.max(outcome.slowestMilliseconds, (user + system) / 1000)
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
    return isWhole(content) ? null : 'a data set with labels that it does not have'
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

/** Whether every sample has a class, or every stratum and every count follow from its labels. */
function isWhole({ classes, labels, multiLabel, targets }: DatasetContent): boolean {
  if (multiLabel !== true) return classes.every((label) => label >= 0 && label < labels.length)
  if (targets === undefined || targets.some((target) => target > 1)) return false
  if (targetCounts(targets, labels.length).some((count) => count < 2)) return false
  return rarestLabels(targets, labels.length).every((label, row) => label === classes[row])
}

function mutate({ format, content, packed }: Seed, number: number): Buffer {
  const random = createRandom(number, `fuzz ${format}`)
  if (number % 2 === 0) return mutateRoughly(content, random)
  const isText = /^(?:csv|jsonLines)/.test(format)
  if (packed === undefined) return mutateGently(content, isText, random)
  return packed.pack(mutateGently(packed.content, isText, random))
}
