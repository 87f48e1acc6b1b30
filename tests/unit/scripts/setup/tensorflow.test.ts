import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyState } from '../../../../scripts/setup/state.mjs'
import { sandbox, write, writeProgram } from '../sandbox'

// The host of the official library, as it has been since August 2026: it answers 403 to everyone.
const requests: string[] = []
const host = createServer((request, response) => {
  requests.push(request.url ?? '')
  response.writeHead(403).end('AccessDenied')
})

let tensorflow: typeof import('../../../../scripts/setup/tensorflow.mjs')
let ensure: typeof import('../../../../scripts/setup/ensure.mjs').ensure

beforeAll(async () => {
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  // The pins read it when they are loaded.
  process.env['TFJS_NODE_CDN_STORAGE'] = `http://127.0.0.1:${(host.address() as AddressInfo).port}/`
  tensorflow = await import('../../../../scripts/setup/tensorflow.mjs')
  ;({ ensure } = await import('../../../../scripts/setup/ensure.mjs'))
})

afterAll(() => {
  delete process.env['TFJS_NODE_CDN_STORAGE']
  host.close()
})

/** A machine with these programs in PATH, and a pip that writes down what it is asked and cannot reach its index. */
function machine(programs: string[]) {
  const box = sandbox()
  const folder = join(box.folder, 'programs')
  mkdirSync(folder)
  for (const program of programs) writeProgram(folder, program, 'exit 0')
  if (programs.includes('python3')) {
    writeProgram(
      folder,
      'python3',
      `echo "$@" >> ${box.folder}/pip.log\ncase "$*" in *--version*) exit 0;; esac\necho 'ERROR: no index' >&2; exit 1`,
    )
  }
  box.context.env = { PATH: folder }
  write(join(box.context.root, 'node_modules/@tensorflow/tfjs-node/package.json'), '{"version": "4.22.0"}')
  return box
}

const tools = ['python3', 'make', 'g++']

describe('tensorflow', () => {
  it('tries the official library, then the wheel, then none; each failure is one line with a remedy', async () => {
    const { context, folder, said } = machine(tools)
    requests.length = 0
    const outcome = await tensorflow.provision(context)
    expect(outcome).toMatchObject({ done: false, value: null })
    expect(outcome.problems.map(({ code }) => code)).toEqual(['official-library', 'pip-download'])
    expect(outcome.problems[0]?.message).toMatch(/^127\.0\.0\.1:\d+ answers 403 for libtensorflow 2\.9\.1$/)
    expect(outcome.problems[1]?.message).toContain('ERROR: no index')
    expect(requests).toEqual(['/tensorflow/libtensorflow/libtensorflow-cpu-linux-x86_64-2.9.1.tar.gz'])
    const asked = readFileSync(join(folder, 'pip.log'), 'utf8')
    expect(asked).toContain('tensorflow-cpu==2.15.0 --no-deps --only-binary=:all:')
    const problems = said.filter((line) => line.startsWith('  ! '))
    expect(problems).toHaveLength(2)
    expect(problems.every((line) => / → .+\n$/.test(line) && line.indexOf('\n') === line.length - 1)).toBe(
      true,
    )
    expect(said.at(-1)).toContain('training runs on WASM')
  })

  it('downloads nothing where the binding could not be built anyway', async () => {
    const { context, folder, said } = machine(['python3', 'make'])
    requests.length = 0
    const { problems } = await tensorflow.provision(context)
    expect(problems).toMatchObject([
      { code: 'no-compiler', remedy: expect.stringContaining('apt install g++') as string },
    ])
    expect(requests).toEqual([])
    expect(existsSync(join(folder, 'pip.log'))).toBe(false)
    expect(said.join('')).toContain('g++')
  })

  it('names pip where there is none', async () => {
    const { context, folder } = machine(['make', 'g++'])
    writeProgram(join(folder, 'programs'), 'python3', 'echo "No module named pip" >&2; exit 1')
    const { problems } = await tensorflow.provision(context)
    expect(problems.at(-1)).toMatchObject({ code: 'no-pip' })
  })

  it('refuses an archive with another checksum, wherever it came from', async () => {
    const { context, folder } = machine(tools)
    const wheel = tensorflow.waysFor(context).find(({ source }) => source === 'wheel')?.pin
    write(join(folder, 'archives', wheel?.file ?? ''), 'not a wheel')
    context.env = { ...context.env, FOCAL_BENCH_ARCHIVES: join(folder, 'archives') }
    const { problems } = await tensorflow.provision(context)
    const actual = createHash('sha256').update('not a wheel').digest('hex')
    expect(problems.at(-1)?.message).toContain(`has the sha256 ${actual} instead of ${wheel?.sha256}`)
  })

  it('says so where no library is known for the platform', async () => {
    const { context } = machine(tools)
    const { problems } = await tensorflow.provision({ ...context, target: 'sunos-x64' })
    expect(problems).toMatchObject([{ code: 'tensorflow-platform' }])
  })

  it('does nothing when it is switched off', () => {
    const { context } = machine(tools)
    const off = { ...context, env: { FOCAL_BENCH_TENSORFLOW: 'none' } }
    expect(tensorflow.check(off, emptyState())).toMatchObject({
      done: true,
      value: null,
      problems: [{ code: 'tensorflow-off' }],
    })
  })

  it('is not done with links into a cache that was emptied', () => {
    const { context } = machine(tools)
    const folder = join(context.root, 'node_modules/@tensorflow/tfjs-node')
    for (const part of ['deps', 'lib'])
      symlinkSync(join(context.cache, 'tensorflow', 'gone', part), join(folder, part))
    expect(tensorflow.check(context, emptyState()).done).toBe(false)
  })
})

describe('a failure', () => {
  it('is not waited for again within a day, unless something changed or it is asked for', async () => {
    const { context, folder } = machine(tools)
    write(join(context.root, 'package-lock.json'), '{"packages": {}}')
    write(join(context.root, 'node_modules/.package-lock.json'), '{"packages": {}}')
    context.env = { ...context.env, FOCAL_BENCH_SYSTEM: 'none' }
    requests.length = 0
    const first = await ensure(context, {})
    expect(first.tensorflow).toBeNull()
    expect(first.problems.map(({ code }) => code)).toContain('pip-download')
    expect(requests).toHaveLength(1)

    const second = await ensure(context, {})
    expect(requests).toHaveLength(1)
    expect(second.problems).toEqual(first.problems)

    await ensure({ ...context, retry: true }, {})
    expect(requests).toHaveLength(2)

    writeProgram(join(folder, 'programs'), 'pip3', 'exit 1')
    await ensure(context, {})
    expect(requests).toHaveLength(3)
  })
})
