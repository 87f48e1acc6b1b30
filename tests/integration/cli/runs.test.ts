import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run, runJson, temporaryFolder } from '../support/command-line'

interface Listed {
  runs: { id: string; name: string; state: string }[]
}

const clean: (() => void)[] = []
let home: string
const ids: Record<string, string> = {}
beforeAll(async () => {
  home = temporaryFolder((remove) => clean.push(remove))
  for (const [name, args] of [
    ['cross-entropy', ['--loss', 'ce', '--tag', 'baseline']],
    ['focal', ['--loss', 'focal', '--gamma', '2', '--alpha', 'balanced']],
  ] as const) {
    const quick = [
      '--model',
      'linear',
      '--lr',
      '0.03',
      '--batch',
      '128',
      '--epochs',
      '2',
      '--imbalance',
      '20',
    ]
    const document = await runJson(['train', ...quick, ...args, '--name', name], { home })
    ids[name] = (document as { run: { id: string } }).run.id
  }
}, 120_000)
afterAll(() => clean.forEach((remove) => remove()))

const names = ({ runs }: Listed) => runs.map(({ name }) => name)
const list = async (...args: string[]) => names((await runJson(['list', ...args], { home })) as Listed)

describe('list', () => {
  it('has the newest first, all of them or those of a filter', async () => {
    expect(await list()).toEqual(['focal', 'cross-entropy'])
    expect(await list('--filter', 'loss=focal and gamma>=2')).toEqual(['focal'])
    expect(await list('--filter', 'tag:baseline and balancedAccuracy>10%')).toEqual(['cross-entropy'])
    expect(await list('--filter', 'accuracy>100%')).toEqual([])
  })

  it('is a table for people', async () => {
    const { stdout, stderr, exitCode } = await run(['list'], { home })
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatch(/^id +name +state +data +loss +γ +α +epochs +balanced/)
    expect(lines[1]).toMatch(new RegExp(`^${ids['focal']}  focal +done +digits +focal +2 +balanced +2/2`))
    expect((await run(['list', '--filter', 'nothing'], { home })).stdout).toBe(
      'None of 2 runs is like that.\n',
    )
  })
})

describe('show', () => {
  it('finds a run by id, by the beginning of its id, and by name', async () => {
    const id = ids['focal']!
    const other = ids['cross-entropy']!
    let shared = 0
    while (id[shared] === other[shared]) shared++
    for (const name of [id, id.toLowerCase(), id.slice(0, shared + 1), 'focal']) {
      expect(await runJson(['show', name], { home })).toMatchObject({
        run: { id, name: 'focal', epochs: [{ epoch: 1 }, { epoch: 2 }] },
      })
    }
    const several = await run(['show', id.slice(0, Math.max(4, shared))], { home })
    expect(several).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('means 2 runs'),
    })
  })

  it('has the environment, the counts and the log', async () => {
    expect(await runJson(['show', 'focal'], { home })).toMatchObject({
      run: {
        environment: { backend: expect.any(String), versions: { node: process.versions.node } },
        labels: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
        trainCounts: expect.arrayContaining([expect.any(Number)]),
        notes: '',
        log: expect.any(Array),
      },
    })
    const { stdout, exitCode } = await run(['show', 'focal'], { home })
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^ {2}loss {2}kind focal, activation softmax, gamma 2, .*alpha balanced/m)
  })

  it('says that there is no such run: exit 2', async () => {
    const { exitCode, stdout, stderr } = await run(['show', 'nothing', '--json'], { home })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toBe('focal-bench: There is no run "nothing". "focal-bench list" shows the runs.\n')
  })
})

describe('compare', () => {
  it('has recall by class for each run, and what differs', async () => {
    const document = (await runJson(['compare', 'cross-entropy', 'focal'], { home })) as {
      runs: { name: string; best: { balancedAccuracy: number } }[]
      perClass: { label: string; support: number[]; recall: number[] }[]
      configDifference: { path: string; values: unknown[] }[]
    }
    expect(document.runs.map(({ name }) => name)).toEqual(['cross-entropy', 'focal'])
    expect(document.perClass).toHaveLength(10)
    document.runs.forEach(({ best }, r) => {
      const mean = document.perClass.reduce((sum, { recall }) => sum + recall[r]!, 0) / 10
      expect(mean).toBeCloseTo(best.balancedAccuracy, 10)
    })
    expect(document.configDifference).toEqual(
      expect.arrayContaining([
        { path: 'loss.kind', values: ['ce', 'focal'] },
        { path: 'loss.alpha', values: ['none', 'balanced'] },
      ]),
    )
    const { stdout } = await run(['compare', 'cross-entropy', 'focal'], { home })
    expect(stdout).toMatch(/^class +support +cross-entropy +focal$/m)
    expect(stdout).toMatch(/^0 +\d+ +[\d.]+% \d+–\d+ +[\d.]+% \d+–\d+$/m)
    expect(stdout).toMatch(/^loss\.kind +ce +focal$/m)
  })
})

it('compares with intervals: a difference within noise was shown as if it were none', async () => {
  const { runs, perClass } = (await runJson(['compare', 'cross-entropy', 'focal'], { home })) as {
    runs: {
      best: { balancedAccuracy: number }
      interval: { low: number; high: number }
      difference: { value: number; low: number; high: number } | null
    }[]
    perClass: { recall: number[]; recallInterval: { low: number; high: number }[] }[]
  }
  const [first, second] = runs
  expect(first?.difference).toBeNull()
  expect(second?.difference?.value).toBeCloseTo(
    second!.best.balancedAccuracy - first!.best.balancedAccuracy,
    12,
  )
  expect(second!.difference!.low).toBeLessThan(second!.difference!.value)
  for (const { best, interval } of runs) {
    expect(interval.low).toBeLessThan(best.balancedAccuracy)
    expect(interval.high).toBeGreaterThan(best.balancedAccuracy)
  }
  for (const { recall, recallInterval } of perClass) {
    recallInterval.forEach(({ low, high }, r) => {
      expect(low).toBeLessThanOrEqual(recall[r]!)
      expect(high).toBeGreaterThanOrEqual(recall[r]!)
    })
  }
})

describe('export', () => {
  it('writes JSON and CSV, and says where and how much', async () => {
    const folder = temporaryFolder()
    const json = await runJson(
      ['export', 'focal', 'cross-entropy', '--format', 'json', '--out', 'runs.json'],
      { home, cwd: folder },
    )
    const text = readFileSync(join(folder, 'runs.json'), 'utf8')
    expect(json).toEqual({
      path: join(folder, 'runs.json'),
      bytes: Buffer.byteLength(text),
      format: 'json',
      runs: [ids['focal'], ids['cross-entropy']],
    })
    expect(text).toContain(ids['focal'])
    expect(() => JSON.parse(text) as unknown).not.toThrow()
    expect(
      await run(['export', 'focal', '--format', 'csv', '--out', 'runs.csv'], { home, cwd: folder }),
    ).toMatchObject({ exitCode: 0, stderr: '' })
    expect(readFileSync(join(folder, 'runs.csv'), 'utf8')).toContain(ids['focal'])
  })

  it('writes to stdout where --out is -', async () => {
    const csv = await run(['export', 'focal', '--format', 'csv', '--out', '-'], { home })
    expect(csv).toMatchObject({ exitCode: 0, stderr: '' })
    expect(csv.stdout).toMatch(/^run,name,epoch,split,metric,class,value\r\n/)
    const json = await runJson(['export', 'focal', '--format', 'json', '--out', '-'], { home })
    expect(JSON.stringify(json)).toContain(ids['focal'])
    expect(await run(['export', 'focal', '--format', 'csv', '--out', '-', '--json'], { home })).toMatchObject(
      {
        exitCode: 2,
        stdout: '',
      },
    )
  })

  it('to a folder that is not there says so', async () => {
    const { exitCode, stdout, stderr } = await run(
      ['export', 'focal', '--format', 'csv', '--out', '/no/such/folder/x.csv'],
      { home },
    )
    expect(stdout).toBe('')
    expect([1, 2]).toContain(exitCode)
    expect(stderr).toMatch(/^focal-bench: [^\n]*\/no\/such\/folder[^\n]*\n$/)
  })
})

describe('remove and restore', () => {
  it('take a run out of the list and bring it back', async () => {
    expect(await runJson(['remove', 'focal'], { home })).toEqual({ removed: [ids['focal']] })
    expect(await list()).toEqual(['cross-entropy'])
    expect(await list('--removed')).toEqual(['focal'])
    expect(await run(['show', 'focal'], { home })).toMatchObject({
      exitCode: 2,
      stderr: `focal-bench: Run "focal" is removed. Bring it back with: focal-bench restore ${ids['focal']}\n`,
    })
    expect(await runJson(['show', 'focal', '--removed'], { home })).toMatchObject({ run: { name: 'focal' } })
    expect(await runJson(['restore', 'focal'], { home })).toEqual({ restored: [ids['focal']] })
    expect(await list()).toEqual(['focal', 'cross-entropy'])
    expect(await run(['restore', 'focal'], { home })).toMatchObject({
      exitCode: 2,
      stderr: 'focal-bench: Run "focal" is not removed.\n',
    })
  })
})

describe('data', () => {
  it('lists, shows, renames and removes data sets', async () => {
    const { datasets } = (await runJson(['data'], { home })) as {
      datasets: { id: string; samples: number }[]
    }
    expect(datasets).toContainEqual(expect.objectContaining({ id: 'digits', samples: 1797 }))
    expect(await runJson(['data', 'show', 'digits'], { home })).toMatchObject({
      dataset: { id: 'digits', shape: [8, 8, 1], classes: expect.any(Array) },
    })
    expect((await run(['data', 'list'], { home })).stdout).toMatch(
      /^digits +digits +bundled +1,797 +8 × 8 × 1 +10 /m,
    )
    expect(await run(['data', 'show', 'birds'], { home })).toMatchObject({ exitCode: 2, stdout: '' })
    expect(await run(['data', 'remove', 'digits'], { home })).toMatchObject({ exitCode: 1, stdout: '' })
    const folder = temporaryFolder()
    const rows = Array.from({ length: 40 }, (_, i) => `${i % 7},${i % 2 === 0 ? 'cat' : 'dog'}`)
    writeFileSync(join(folder, 'pets.csv'), ['a,kind', ...rows].join('\n'))
    const quick = ['--model', 'linear', '--epochs', '1', '--name', 'of pets']
    await runJson(['train', '--data', join(folder, 'pets.csv'), '--label', 'kind', ...quick], { home })
    expect(await runJson(['data', 'rename', 'pets', 'beasts'], { home })).toMatchObject({
      dataset: { name: 'beasts' },
    })
    const inUse = await run(['data', 'remove', 'beasts'], { home })
    expect(inUse).toMatchObject({ exitCode: 1, stdout: '' })
    expect(inUse.stderr).toMatch(/^focal-bench: [^\n]+\n$/)
  })
})

describe('queue', () => {
  it('is listed, paused and resumed', async () => {
    expect(await runJson(['queue'], { home })).toEqual({
      queue: { paused: false, trainersAtOnce: 1, running: [], waiting: [] },
    })
    expect(await runJson(['queue', 'pause'], { home })).toMatchObject({ queue: { paused: true } })
    expect((await run(['queue', 'list'], { home })).stdout).toContain(
      'The queue is paused; one run trains at a time.',
    )
    expect(await runJson(['queue', 'resume'], { home })).toMatchObject({ queue: { paused: false } })
  })

  it('has nothing to do with runs that have ended: exit 1', async () => {
    const { exitCode, stderr } = await run(['queue', 'cancel', 'focal'], { home })
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/^focal-bench: [^\n]+\n$/)
    expect(await run(['resume', 'focal'], { home })).toMatchObject({ exitCode: 1, stdout: '' })
  })
})

describe('compare on the same validation rows', () => {
  it('has paired differences: intervals took two runs for independent, and were wider than need be', async () => {
    const { runs, perClass } = (await runJson(['compare', 'cross-entropy', 'focal'], { home })) as {
      runs: {
        difference: Difference | null
        paired: {
          rows: number
          balancedAccuracy: Difference & { pValue: number }
          mcNemar: Record<string, number>
        } | null
        unpaired: string | null
        withinNoise: boolean | null
      }[]
      perClass: { recall: number[]; recallDifference: (Difference | null)[] }[]
    }
    const [first, second] = runs
    expect(first).toMatchObject({ difference: null, paired: null, unpaired: null, withinNoise: null })
    const { balancedAccuracy, mcNemar, rows } = second!.paired!
    expect(balancedAccuracy.value).toBeCloseTo(second!.difference!.value, 10)
    expect(width(balancedAccuracy)).toBeLessThan(width(second!.difference!))
    expect(second).toMatchObject({
      unpaired: null,
      withinNoise:
        (balancedAccuracy.low <= 0 && balancedAccuracy.high >= 0) || balancedAccuracy.pValue >= 0.05,
    })
    expect(mcNemar['onlyFirst']! + mcNemar['onlySecond']!).toBeLessThan(rows)
    for (const { recall, recallDifference } of perClass) {
      expect(recallDifference[0]).toBeNull()
      expect(recallDifference[1]!.value).toBeCloseTo(recall[1]! - recall[0]!, 10)
    }
    const { stdout } = await run(['compare', 'cross-entropy', 'focal'], { home })
    expect(stdout).toMatch(/^To cross-entropy on the same validation rows \(95% interval\)$/m)
    expect(stdout).toMatch(
      /^run +rows +balanced +p +macro F1 +p +accuracy +only it right +only first right +McNemar p$/m,
    )
    expect(stdout).toMatch(/^0 +\d+ +[+-][\d.]+ \([+-][\d.]+ to [+-][\d.]+\)( ≈)?$/m)
    expect(stdout).not.toContain('as if the runs were independent')
  })

  it('says why there are none on other rows, and that the interval takes the runs for independent', async () => {
    const quick = ['--model', 'linear', '--epochs', '1', '--batch', '128', '--split-seed', '9']
    await runJson(['train', ...quick, '--name', 'other split'], { home })
    const names = ['compare', 'cross-entropy', 'other split']
    const { runs } = (await runJson(names, { home })) as { runs: unknown[] }
    expect(runs[1]).toMatchObject({ paired: null, unpaired: 'otherRows', difference: expect.any(Object) })
    const { stdout } = await run(names, { home })
    expect(stdout).toMatch(/^\* as if the runs were independent: wider than on the same rows$/m)
    expect(stdout).toMatch(/^other split was measured on other validation rows than the first/m)
    expect(stdout).not.toContain('McNemar')
  }, 120_000)
})

interface Difference {
  value: number
  low: number
  high: number
}

const width = ({ low, high }: Difference): number => high - low
