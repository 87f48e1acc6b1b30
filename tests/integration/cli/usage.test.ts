import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import manifest from '../../../package.json'
import { run, runJson, start, temporaryFolder } from '../support/command-line'

describe('usage', () => {
  it('explains itself, on stdout and with exit 0', async () => {
    const help = await run(['--help'])
    expect(help).toMatchObject({ exitCode: 0, stderr: '' })
    for (const command of [
      'doctor',
      'train',
      'resume',
      'list',
      'show',
      'compare',
      'export',
      'remove',
      'restore',
      'queue',
      'data',
      'loss',
      'metrics',
      'serve',
    ]) {
      expect(help.stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'))
    }
    expect(help.stdout).not.toMatch(/^ {2}(sweep|import|worker)\b/m)
    expect(help.stdout).toContain('Not there yet: the commands sweep, import and worker')
    expect(await run(['train', '--help'])).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await run(['help', 'train'])).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await run(['--version'])).toMatchObject({ exitCode: 0, stdout: `${manifest.version}\n` })
  })

  it.each([
    [['sweep', 'spec.json'], `unknown command 'sweep': it is not there yet. "focal-bench --help"`],
    [['import', 'x'], `unknown command 'import'`],
    [['worker', '--queue', 'x'], `unknown command 'worker'`],
    [['trian'], `Did you mean train?`],
    [['list', '--nonsense'], `unknown option '--nonsense'`],
    [['show'], `missing required argument 'run'`],
    [['show', 'a', 'b'], 'too many arguments'],
    [['list', '--home'], '--home names no folder, but "--json".'],
    [['list', '--home', ''], '--home names no folder'],
    [
      ['list', '--filter', 'gama>1'],
      'The filter, at character 1: there is no field "gama"; did you mean gamma?',
    ],
    [['train', '--gamma', '-1'], '--gamma must be at least 0, not "-1".'],
    [['train', '--gamma', 'two'], '--gamma must be a number, not "two".'],
    [['train', '--epochs', '2.5'], '--epochs must be a whole number'],
    [['train', '--loss', 'hinge'], '--loss must be one of ce, focal'],
    [['train', '--alpha', 'heavy'], '--alpha must be none, balanced'],
    [['train', '--data', 'no/such.csv'], 'does not exist'],
    [['train', 'no-such.json'], 'The configuration no-such.json cannot be read: there is no such file.'],
    [['export', 'x', '--format', 'onnx', '--out', 'x'], '--format must be one of csv, json, not "onnx".'],
    [['export', 'x', '--format', 'csv'], `required option '--out <path>' not specified`],
    [['serve', '--port', '99999'], '--port must be a whole number from 0 to 65535'],
    [['queue', 'move', 'x', 'first'], 'The position must be a whole number from 0'],
    [['queue', 'foo.'], 'got 1: foo. "focal-bench --help"'],
    [['queue', 'pause', 'now'], `Expected 0 arguments but got 1: now. "focal-bench --help"`],
    [['train', '--label', 'y'], '--label names the label column of a data file, but digits is not a file'],
    [['train', '--label-smoothing', '0.95'], '--label-smoothing must be at most 0.9, not "0.95".'],
    [['train', '--alpha-mode', 'positiveNegative'], '--alpha-mode positiveNegative needs alpha: a number'],
  ])('%j is exit 2 with one line', async (args, message) => {
    const { exitCode, stdout, stderr } = await run([...args, '--json'], { home: '/nonexistent' })
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(/^focal-bench: [^\n]+\n$/)
    expect(stderr).toContain(message)
  })

  it('without a command shows the help, on stderr and with exit 2', async () => {
    const { exitCode, stdout, stderr } = await run([])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain('Usage: focal-bench')
  })
})

describe('--home', () => {
  it('is taken before and after the command, and before FOCAL_BENCH_HOME', async () => {
    const [home, other] = [temporaryFolder(), temporaryFolder()]
    expect(await runJson(['--home', home, 'doctor'], { home: other })).toMatchObject({ home })
    expect(await runJson(['doctor', '--home', home], { home: other })).toMatchObject({ home })
    expect(await runJson(['doctor'], { home: other })).toMatchObject({ home: other })
    expect(readdirSync(home)).toContain('focal-bench.sqlite')
  })

  it('is a folder of the platform where nobody names one', async () => {
    const folder = temporaryFolder()
    const env = { XDG_DATA_HOME: folder, APPDATA: folder, HOME: folder, USERPROFILE: folder }
    const { home } = (await runJson(['doctor'], { env })) as { home: string }
    expect(home.startsWith(folder)).toBe(true)
  })

  it('starts at the working folder where it is relative, and is made', async () => {
    const cwd = temporaryFolder()
    expect(await runJson(['list', '--home', 'a/b'], { cwd })).toEqual({ runs: [] })
    expect(readdirSync(join(cwd, 'a', 'b'))).toContain('focal-bench.sqlite')
  })

  it.runIf(process.platform === 'linux')(
    'that cannot be made is exit 2, at once (mkdir in /proc never ended)',
    async () => {
      const { exitCode, stderr } = await run(['list', '--home', '/proc/focal-bench/home'])
      expect(exitCode).toBe(2)
      expect(stderr).toMatch(
        /^focal-bench: The home folder \/proc\/focal-bench\/home cannot be made[^\n]+\n$/,
      )
    },
  )
})

describe('doctor', () => {
  it('says what there is, in the shape of the contract', async () => {
    const home = temporaryFolder()
    const report = (await runJson(['doctor'], { home })) as Record<string, unknown>
    expect(report).toMatchObject({
      node: process.versions.node,
      electron: { source: expect.stringMatching(/^(override|official|last-resort|none)$/) },
      compute: { backend: expect.stringMatching(/^(tensorflow|wasm|cpu)$/), compiled: expect.any(Boolean) },
      sqlite: expect.stringMatching(/^3\.\d+/),
      home,
    })
    for (const problem of report['problems'] as unknown[]) {
      expect(problem).toEqual({
        code: expect.any(String),
        message: expect.any(String),
        remedy: expect.any(String),
      })
    }
    const wasm = await runJson(['doctor'], { home, env: { FOCAL_BENCH_BACKEND: 'wasm' } })
    expect(wasm).toMatchObject({ compute: { backend: 'wasm', compiled: false, tensorflow: null } })
    const text = await run(['doctor'], { home })
    expect(text).toMatchObject({ exitCode: 0, stderr: '' })
    expect(text.stdout).toContain(`Home       ${home}`)
  })

  it('says so where the home cannot be opened, and the rest all the same', async () => {
    const home = temporaryFolder()
    writeFileSync(
      join(home, 'focal-bench.sqlite'),
      'this is no database, and long enough to be seen as such '.repeat(40),
    )
    const report = (await runJson(['doctor'], { home })) as {
      node: string
      problems: { code: string; message: string }[]
    }
    expect(report.node).toBe(process.versions.node)
    expect(report.problems[0]).toMatchObject({
      code: 'database',
      message: expect.stringContaining('The home cannot be opened'),
    })
    expect(await run(['list'], { home })).toMatchObject({ exitCode: 1, stdout: '' })
  })
})

describe('output', () => {
  it('may be cut short by its reader (| head): no error, no trace', async () => {
    const home = temporaryFolder()
    const running = await start(['list'], { home })
    running.child.stdout.destroy()
    expect(await running.ended).toMatchObject({ exitCode: 0, stderr: '' })
  })

  it('of loss and metrics comes without TensorFlow, SQLite and schemas', async () => {
    const coverage = temporaryFolder()
    mkdirSync(coverage, { recursive: true })
    const stdin = '{"kind": "ce", "logits": [[1, 2]], "labels": [0]}'
    await run(['loss'], { stdin, env: { NODE_V8_COVERAGE: coverage } })
    const loaded = readdirSync(coverage).flatMap((name) => {
      const { result } = JSON.parse(readFileSync(join(coverage, name), 'utf8')) as {
        result: { url: string }[]
      }
      return result
        .map(({ url }) => url)
        .filter((url) => url.startsWith('file:'))
        .map((url) => fileURLToPath(url))
    })
    expect(loaded.some((path) => path.includes('commander'))).toBe(true)
    const packages = /node_modules[\\/]((@[^\\/]+[\\/])?[^\\/]+)/
    expect(
      new Set(loaded.map((path) => packages.exec(path)?.[1]).filter((name) => name !== undefined)),
    ).toEqual(new Set(['commander']))
  })
})
