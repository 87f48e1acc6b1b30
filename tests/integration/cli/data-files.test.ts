/** Data files by the built command line. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writeParquet } from '../engine/datasets/support/files'
import { run, runJson, temporaryFolder } from '../support/command-line'

interface TrainedRun {
  id: string
  tags: string[]
  state: string
  best: { perClass: { label: string; support: number }[] }
}

const quick = ['--model', 'linear', '--lr', '0.03', '--batch', '32', '--epochs', '1']
const clean: (() => void)[] = []
let home: string
let file: string
beforeAll(async () => {
  home = temporaryFolder((remove) => clean.push(remove))
  file = join(home, 'leaves.parquet')
  await writeParquet(
    file,
    `SELECT range * 1.5 AS length, CASE WHEN range % 4 = 0 THEN NULL ELSE 'town ' || (range % 3) END AS town,
      CASE WHEN range % 5 = 0 THEN 'yew' ELSE 'oak' END AS species FROM range(60)`,
  )
})
afterAll(() => clean.forEach((remove) => remove()))

it('trains on a Parquet file, its missing values filled in, categories and all', async () => {
  const args = ['train', '--data', file, '--label', 'species', '--missing', 'mostfrequent', ...quick]
  const document = (await runJson(args, { home })) as { run: TrainedRun & { config: unknown } }
  expect(document.run).toMatchObject({
    state: 'done',
    config: { data: { dataset: expect.any(String) as string } },
  })
  expect(document.run.best.perClass.map(({ label }) => label)).toEqual(['oak', 'yew'])
})

it('trains one run a fold, every row validated on once, and removes their data only by force', async () => {
  const args = ['train', '--data', 'leaves', '--folds', '3', ...quick]
  const document = (await runJson(args, { home })) as {
    runs: TrainedRun[]
    folds: { of: number; tag: string; balancedAccuracy: { mean: number; deviation: number } }
  }
  expect(document.runs.map(({ state }) => state)).toEqual(['done', 'done', 'done'])
  expect(document.folds).toMatchObject({ of: 3, balancedAccuracy: { mean: expect.any(Number) as number } })
  for (const { tags } of document.runs) expect(tags).toContain(document.folds.tag)
  const validated = document.runs.flatMap(({ best }) => best.perClass.map(({ support }) => support))
  expect(validated.reduce((sum, support) => sum + support)).toBe(60)

  const refused = await run(['data', 'remove', 'leaves'], { home })
  expect(refused.exitCode).not.toBe(0)
  expect(refused.stderr).toContain('used by 4 runs')
  expect(await runJson(['data', 'remove', 'leaves', '--force'], { home })).toEqual({
    removed: expect.any(String) as string,
  })
})

it('imports several labels a sample, lists them as such, and refuses a type of a label with exit code 2', async () => {
  const path = join(home, 'posts.csv')
  const tags = ['news;sport', 'news', 'sport', '']
  const rows = Array.from({ length: 40 }, (_, i) => `${i % 7},${tags[i % 4] ?? ''}`)
  writeFileSync(path, ['words,tags', ...rows].join('\n'))
  const labels = ['--label', 'tags', '--label-separator', ';']
  const document = (await runJson(['train', '--data', path, ...labels, ...quick], { home })) as {
    run: TrainedRun
  }
  expect(document.run.state).toBe('done')
  expect(document.run.best.perClass.map(({ label }) => label)).toEqual(['news', 'sport'])
  const list = await run(['data', 'list'], { home })
  expect(list.stdout).toMatch(/posts +imported +40 +1 +2 labels/)
  expect((await run(['data', 'show', 'posts'], { home })).stdout).toContain('2 labels, several a sample')

  const typed = await run(['train', '--data', path, ...labels, '--types', 'tags=numeric'], { home })
  expect(typed.exitCode).toBe(2)
  expect(typed.stderr).toContain('Column "tags" was given a type, but it is a label column')
})
