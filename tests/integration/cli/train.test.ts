import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run, runJson, start, temporaryFolder } from '../support/command-line'

interface TrainedEpoch {
  epoch: number
  loss: number
  valLoss: number
  crossEntropy: number
  valCrossEntropy: number
  accuracy: number
  balancedAccuracy: number
  perClass: {
    label: string
    support: number
    recall: number | null
    precision: number | null
    f1: number | null
  }[]
}

interface TrainDocument {
  run: {
    id: string
    name: string
    state: string
    reason: string | null
    tags: string[]
    config: { data: { dataset: string }; loss: Record<string, unknown>; training: { epochs: number } }
    backend: string
    compiled: boolean
    epochs: TrainedEpoch[]
    best: TrainedEpoch & { confusion: number[][] }
    seconds: number
    examplesPerSecond: number
  }
}

const quick = ['--model', 'linear', '--lr', '0.03', '--batch', '128']
const endless = [...quick, '--epochs', '100000']
const clean: (() => void)[] = []
let home: string
beforeAll(() => {
  home = temporaryFolder((remove) => clean.push(remove))
})
afterAll(() => clean.forEach((remove) => remove()))

const train = async (args: string[], options = {}) =>
  ((await runJson(['train', ...quick, ...args], { home, ...options })) as TrainDocument).run

/** Process of the trainer: the one child of the command. */
function trainerOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  expect(children).toHaveLength(1)
  return Number(children[0])
}

describe('train', () => {
  it('prints the run, epoch by epoch and class by class, as the contract says', async () => {
    const args = [
      'train',
      ...quick,
      '--data',
      'digits',
      '--imbalance',
      '10',
      '--loss',
      'focal',
      '--gamma',
      '2',
      '--epochs',
      '3',
    ]
    const described = ['--name', 'first', '--tag', 'a', '--tag', 'b', '--seed', '3']
    const { stdout, stderr, exitCode } = await run([...args, ...described, '--json'], { home })
    expect(exitCode).toBe(0)
    expect(stdout.trimEnd()).not.toContain('\n')
    expect(stderr).toMatch(/epoch 3\/3/)
    const result = (JSON.parse(stdout) as TrainDocument).run
    expect(result).toMatchObject({
      id: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
      name: 'first',
      state: 'done',
      tags: ['a', 'b'],
      config: { data: { dataset: 'digits', imbalance: 10 }, loss: { kind: 'focal', gamma: 2 }, seed: 3 },
      backend: expect.stringMatching(/^(tensorflow|wasm|cpu)$/),
      compiled: expect.any(Boolean),
    })
    expect(result.seconds).toBeGreaterThan(0)
    expect(result.examplesPerSecond).toBeGreaterThan(0)
    expect(result.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3])
    for (const epoch of result.epochs) {
      for (const name of [
        'loss',
        'valLoss',
        'crossEntropy',
        'valCrossEntropy',
        'accuracy',
        'balancedAccuracy',
      ] as const) {
        expect(epoch[name]).toEqual(expect.any(Number))
      }
      expect(epoch.perClass.map(({ label }) => label)).toEqual([
        '0',
        '1',
        '2',
        '3',
        '4',
        '5',
        '6',
        '7',
        '8',
        '9',
      ])
      expect(Object.keys(epoch.perClass[0]!)).toEqual(['label', 'support', 'recall', 'precision', 'f1'])
    }
    const { best } = result
    expect(best.balancedAccuracy).toBe(Math.max(...result.epochs.map((epoch) => epoch.balancedAccuracy)))
    expect(best.confusion.map((row) => row.reduce((sum, count) => sum + count))).toEqual(
      best.perClass.map(({ support }) => support),
    )
  })

  it('gives the same figures for the same seed', async () => {
    const [first, second] = [
      await train(['--epochs', '2', '--seed', '5']),
      await train(['--epochs', '2', '--seed', '5']),
    ]
    expect(second.epochs).toEqual(first.epochs)
    expect(second.id).not.toBe(first.id)
  })

  it('shows the classes to people, and how far it is on stderr', async () => {
    const { stdout, stderr, exitCode } = await run(['train', ...quick, '--epochs', '2'], { home })
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/Best epoch \d of 2 by balancedAccuracy: balanced accuracy \d/)
    expect(stdout).toMatch(/^class +support +recall +precision +F1$/m)
    // The first epoch may be over before anybody could be told: the newest state wins.
    expect(stderr).toMatch(/^\[#{5,10}\.{0,5}\] epoch [12]\/2 · loss /m)
  })

  it('records for sigmoids the cross-entropy of what they predict, compiled or not', async () => {
    const args = [
      '--activation',
      'sigmoid',
      '--alpha',
      '0.25',
      '--alpha-mode',
      'positivenegative',
      '--epochs',
      '2',
    ]
    const [compiled, eager] = [await train(args), await train([...args, '--no-compile'])]
    expect(compiled.config.loss).toMatchObject({ alpha: 0.25, alphaMode: 'positiveNegative' })
    for (const [index, epoch] of compiled.epochs.entries()) {
      for (const name of ['loss', 'valLoss', 'crossEntropy', 'valCrossEntropy'] as const) {
        expect(epoch[name]).toBeCloseTo(eager.epochs[index]![name], 4)
      }
    }
    // What is predicted wrongly had a probability of one half at most; a mean over N · C elements falls below that.
    for (const { valCrossEntropy, accuracy } of compiled.epochs) {
      expect(valCrossEntropy).toBeGreaterThan((1 - accuracy) * Math.LN2)
    }
  })

  it('takes a configuration from a file, and its own output’s config', async () => {
    const folder = temporaryFolder()
    const first = await train(['--epochs', '2', '--gamma', '1.5'])
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ config: first.config }))
    const second = (await runJson(['train', 'config.json'], { home, cwd: folder })) as TrainDocument
    expect(second.run.config).toEqual(first.config)
    expect(second.run.epochs).toEqual(first.epochs)
  })

  it('refuses what the data set does not allow, before anything is recorded', async () => {
    const before = await runJson(['list'], { home })
    for (const [args, message] of [
      [['--alpha', '1,2,3'], 'focal-bench: --alpha has 3 numbers, but digits has 10 classes'],
      [['--alpha', '0'], 'focal-bench: --alpha gives every class the weight 0, so nothing would be learnt'],
      [['--data', 'nothing'], 'focal-bench: --data is "nothing", and there is no such data set'],
    ] as const) {
      const { exitCode, stdout, stderr } = await run(['train', ...args, '--json'], { home })
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).toContain(message)
      expect(stderr).toMatch(/^focal-bench: [^\n]+\n$/)
    }
    expect(await runJson(['list'], { home })).toEqual(before)
  })
})

describe('a CSV file', () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 3},${(i * 7) % 11},${['cat', 'dog', '鸟'][i % 3]}`)

  it('is imported, and trained on; the same file twice is one data set', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'pets.csv'), ['a,b,kind', ...rows].join('\n'))
    const args = ['--data', 'pets.csv', '--label', 'kind', '--epochs', '2']
    const [first, second] = [await train(args, { cwd: folder }), await train(args, { cwd: folder })]
    expect(first.epochs.at(-1)!.perClass.map(({ label }) => label)).toEqual(['cat', 'dog', '鸟'])
    expect(second.config.data.dataset).toBe(first.config.data.dataset)
    const named = await train(['--data', 'pets', '--epochs', '1'], { cwd: folder })
    expect(named.config.data.dataset).toBe(first.config.data.dataset)
  })

  it('that a refused configuration has imported was left behind', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'left.csv'), ['b,c,kind', ...rows].join('\n'))
    writeFileSync(
      join(folder, 'cnn.json'),
      '{"data": "left.csv",\n "label": "kind",\n "model": "cnn",\n "epochs": 1}',
    )
    const refused = await run(['train', 'cnn.json'], { home, cwd: folder })
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
    expect(refused.stderr).toContain(
      'focal-bench: cnn.json:3:2: model.kind cnn needs images, but left is a table',
    )
    const { datasets } = (await runJson(['data'], { home })) as { datasets: { name: string }[] }
    expect(datasets.map(({ name }) => name)).not.toContain('left')
  })

  it('named in a configuration is found from the configuration’s folder', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'pets.csv'), ['a,b,kind', ...rows].join('\n'))
    writeFileSync(
      join(folder, 'config.json'),
      '{"data": "pets.csv", "label": "kind", "model": "linear", "epochs": 1}',
    )
    const document = (await runJson(['train', join(folder, 'config.json')], { home })) as TrainDocument
    expect(document.run.epochs[0]!.perClass).toHaveLength(3)
  })

  it.each([
    [
      'without a label',
      ['a,b,kind', ...rows].join('\n'),
      [],
      '--label must name the label column',
      'a, b, kind',
    ],
    [
      'with a label it does not have',
      ['a,b,kind', ...rows].join('\n'),
      ['--label', 'species'],
      'species',
      'kind',
    ],
    [
      'with text for a number',
      ['a,b,kind', ...rows, 'x,1,cat'].join('\n'),
      ['--label', 'kind'],
      'line 62',
      'x',
    ],
    ['that is empty', '', ['--label', 'kind'], 'data.csv', ''],
  ])('%s is exit 2 with one line', async (_what, text, args, ...messages) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'data.csv'), text)
    const { exitCode, stdout, stderr } = await run(['train', '--data', 'data.csv', ...args, '--json'], {
      home,
      cwd: folder,
    })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    for (const message of messages) expect(stderr).toContain(message)
    expect(stderr).toMatch(/^focal-bench: [^\n]+\n$/)
  })
})

describe('a run that does not end by itself', () => {
  it('is stopped by Ctrl+C, and what it has is kept', async () => {
    const running = await start(['train', ...endless, '--json'], { home })
    await running.until(/epoch ([2-9]|\d\d+)\//)
    running.child.kill('SIGINT')
    const { exitCode, stdout, stderr } = await running.ended
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/Stopped\. \d+ epochs are kept as run \w+\./)
    const stopped = (JSON.parse(stdout) as TrainDocument).run
    expect(stopped.state).toBe('stopped')
    expect(stopped.epochs.length).toBeGreaterThanOrEqual(2)
    expect(await runJson(['show', stopped.id], { home })).toMatchObject({
      run: { state: 'stopped', epochs: stopped.epochs },
    })
  })

  it.runIf(existsSync('/proc/self/task'))(
    'fails where its trainer is killed: exit 1, the reason, and the run as it is',
    async () => {
      const running = await start(['train', ...endless, '--json'], { home })
      await running.until(/epoch \d+\//)
      process.kill(trainerOf(running.child.pid!), 'SIGKILL')
      const { exitCode, stdout, stderr } = await running.ended
      expect(exitCode).toBe(1)
      expect(stderr).toMatch(/focal-bench: The run failed: The trainer was killed \(SIGKILL\)/)
      const failed = (JSON.parse(stdout) as TrainDocument).run
      expect(failed).toMatchObject({ state: 'failed', reason: expect.stringContaining('SIGKILL') })
      expect(failed.epochs.length).toBeGreaterThanOrEqual(1)
    },
  )

  it('leaves no trainer and a home that opens when it is killed itself (kill -9), and goes on with `resume`', async () => {
    const own = temporaryFolder()
    const running = await start(['train', ...quick, '--epochs', '400', '--name', 'cut'], { home: own })
    await running.until(/epoch \d+\//)
    const trainer = existsSync('/proc/self/task') ? trainerOf(running.child.pid!) : null
    running.child.kill('SIGKILL')
    await running.ended
    if (trainer !== null)
      await expect.poll(() => existsSync(`/proc/${trainer}`), { timeout: 10_000 }).toBe(false)
    const { run: interrupted } = (await runJson(['show', 'cut'], { home: own })) as TrainDocument
    expect(interrupted).toMatchObject({ state: 'interrupted' })
    const { run: resumed } = (await runJson(['resume', 'cut'], { home: own })) as TrainDocument
    expect(resumed).toMatchObject({ id: interrupted.id, state: 'done' })
    expect(resumed.epochs.map(({ epoch }) => epoch)).toEqual(
      Array.from({ length: 400 }, (_, index) => index + 1),
    )
    expect(readdirSync(own)).not.toContain('engine.json')
  })
})
