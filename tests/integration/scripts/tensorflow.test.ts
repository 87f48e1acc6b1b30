import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createContext, notesFolder } from '../../../scripts/setup/context.mjs'
import { Output } from '../../../scripts/setup/output.mjs'
import { emptyState, readState } from '../../../scripts/setup/state.mjs'
import { check, provision } from '../../../scripts/setup/tensorflow.mjs'

const own = createContext()
const { tensorflow } = readState(own)
const isLinked = tensorflow !== null && tensorflow.source !== 'present'

/** A second checkout; it lies below the first one's node_modules, so that the packages are found. */
let checkout: string

beforeAll(() => {
  mkdirSync(notesFolder(own), { recursive: true })
  checkout = mkdtempSync(join(notesFolder(own), 'second-checkout-'))
  const source = join(own.root, 'node_modules/@tensorflow/tfjs-node')
  for (const part of ['package.json', 'dist', 'binding', 'binding.gyp']) {
    cpSync(join(source, part), join(checkout, 'node_modules/@tensorflow/tfjs-node', part), {
      recursive: true,
    })
  }
})

afterAll(() => rmSync(checkout, { recursive: true, force: true }))

describe('tensorflow for a second checkout', () => {
  it('is linked from the cache, without a download or a build', async (test) => {
    test.skip(!isLinked, 'set-up provided no TensorFlow of its own here')
    const said: string[] = []
    const output = new Output({ write: (text: string) => said.push(text) })
    const context = createContext({ root: checkout, output })
    expect(check(context, emptyState()).done).toBe(false)
    const { value } = await provision(context)
    expect(said).toEqual([])
    expect(value).toEqual({ ...tensorflow, path: value?.path })
    expect(check(context, emptyState())).toEqual({ done: true, value, problems: [] })
    const link = readlinkSync(join(checkout, 'node_modules/@tensorflow/tfjs-node/deps'))
    expect(link.startsWith(join(own.cache, 'tensorflow'))).toBe(true)
  })
})

/**
 * A SavedModel with old-style control flow, which TensorFlow's single-threaded executor refuses and its own one runs:
 * out = p ? -x : x².
 */
function savedModel(): Buffer {
  const float = 1
  const boolean = 10
  const varint = (value: number): number[] =>
    value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]
  const bytes = (field: number, content: Buffer): Buffer =>
    Buffer.concat([Buffer.from([(field << 3) | 2, ...varint(content.length)]), content])
  const text = (field: number, content: string): Buffer => bytes(field, Buffer.from(content))
  const integer = (field: number, value: number): Buffer => Buffer.from([field << 3, ...varint(value)])
  const attribute = (key: string, field: number, value: number): Buffer =>
    bytes(5, Buffer.concat([text(1, key), bytes(2, integer(field, value))]))
  const type = (key: string, value: number): Buffer => attribute(key, 6, value)
  const node = (name: string, op: string, inputs: string[], ...attributes: Buffer[]): Buffer =>
    bytes(
      1,
      Buffer.concat([text(1, name), text(2, op), ...inputs.map((input) => text(3, input)), ...attributes]),
    )
  const graph = Buffer.concat([
    node('x', 'Placeholder', [], type('dtype', float)),
    node('p', 'Placeholder', [], type('dtype', boolean)),
    node('switch', 'Switch', ['x', 'p'], type('T', float)),
    node('square', 'Square', ['switch'], type('T', float)),
    node('minus', 'Neg', ['switch:1'], type('T', float)),
    node('merge', 'Merge', ['square', 'minus'], type('T', float), attribute('N', 3, 2)),
    node('out', 'Identity', ['merge'], type('T', float)),
  ])
  return Buffer.concat([
    integer(1, 1),
    bytes(2, Buffer.concat([bytes(1, text(4, 'serve')), bytes(2, graph)])),
  ])
}

const runModel = (folder: string): string => `
  const util = require('node:util')
  util.isNullOrUndefined ??= (value) => value === null || value === undefined
  util.isArray ??= Array.isArray
  const tf = require('@tensorflow/tfjs-node')
  const backend = tf.backend()
  function run() {
    const session = backend.binding.loadSavedModel(${JSON.stringify(folder)}, 'serve')
    const inputs = [tf.tensor1d([3]), tf.scalar(true, 'bool')].map((tensor) => backend.getInputTensorIds([tensor])[0])
    try {
      const [out] = backend.binding.runSavedModel(session, inputs, 'x,p', 'out')
      return backend.binding.tensorDataSync(out.id)[0]
    } catch (error) {
      return /Single-threaded executor does not support/.test(error.message) ? 'single-threaded' : error.message
    }
  }
  const before = run()
  process.env.FOCAL_BENCH_SINGLE_THREADED_EXECUTOR = '1'
  const during = run()
  process.env.FOCAL_BENCH_SINGLE_THREADED_EXECUTOR = '0'
  console.log(JSON.stringify([before, during, run()]))`

describe('the binding', () => {
  it('chooses the executor at every load, by FOCAL_BENCH_SINGLE_THREADED_EXECUTOR', (test) => {
    test.skip(!tensorflow?.singleThreadedExecutor, 'the binding here was built without the patch')
    const folder = join(checkout, 'model')
    mkdirSync(folder)
    writeFileSync(join(folder, 'saved_model.pb'), savedModel())
    const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', FOCAL_BENCH_SINGLE_THREADED_EXECUTOR: '' }
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', runModel(folder)], {
      cwd: own.root,
      env,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual([-3, 'single-threaded', -3])
  })

  it('loads in the oldest Electron too: one build serves all', (test) => {
    const electron = readState(own).electron
    test.skip(tensorflow === null, 'set-up provided no TensorFlow here')
    test.skip(electron.path === null, 'set-up provided no Electron here')
    const script = 'process.dlopen({ exports: {} }, process.argv[1]); console.log(process.versions.electron)'
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', TF_CPP_MIN_LOG_LEVEL: '3' }
    const said = execFileSync(electron.path ?? '', ['-e', script, tensorflow?.path ?? ''], {
      env,
      encoding: 'utf8',
    })
    expect(said).toBe(`${electron.version}\n`)
  })
})
