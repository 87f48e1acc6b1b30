/**
 * TensorFlow for tfjs-node, by the order: already there → the official library → the wheel from PyPI → none, in which case
 * training runs on WASM. The library and the binding built on it lie in the cache; node_modules only links to them.
 */

import { existsSync, lstatSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { reasonOf, run } from './commands.mjs'
import { hasPip, withTemporaryFolder } from './download.mjs'
import { withLock } from './lock.mjs'
import { SetupError } from './output.mjs'
import { OFFICIAL_TENSORFLOW, TENSORFLOW_WHEELS } from './pins.mjs'
import { readJson } from './state.mjs'
import { bindingFolder, buildBinding, missingTools } from './tensorflow-binding.mjs'
import { libraryFolder, packageFolder, provideLibrary } from './tensorflow-library.mjs'

/** @typedef {import('./context.mjs').Context} Context */
/** @typedef {import('./state.mjs').TensorflowState} TensorflowState */
/** @typedef {import('./ensure.mjs').Outcome<TensorflowState>} TensorflowOutcome */

/**
 * One way to a library.
 * @typedef {object} Way
 * @property {'official' | 'wheel'} source
 * @property {import('./pins.mjs').Pin} pin
 */

const RUNS_ON_WASM = 'training runs on WASM, which is slower'

export const name = 'tensorflow'

export const key = (/** @type {Context} */ context) =>
  [
    context.target,
    ...waysFor(context).map((way) => way.pin.sha256),
    ...missingTools(context),
    hasPip(context.env),
  ].join(' ')
/**
 * @param {Context} context
 * @param {import('./state.mjs').State} state
 * @returns {TensorflowOutcome}
 */
export function check(context, state) {
  if (context.env.FOCAL_BENCH_TENSORFLOW === 'none') {
    return { done: true, value: null, problems: [switchedOff()] }
  }
  const value = linked(context) ?? foreign(context, state)
  return { done: value !== null, value, problems: [] }
}

/**
 * @param {Context} context
 * @returns {Promise<TensorflowOutcome>}
 */
export async function provision(context) {
  const present = await trial(context)
  if (present.version !== null && linkedFolder(context) === null) {
    return had({
      source: 'present',
      version: present.version,
      path: bindingOf(context),
      singleThreadedExecutor: readFileSync(bindingOf(context)).includes(
        'FOCAL_BENCH_SINGLE_THREADED_EXECUTOR',
      ),
    })
  }
  const ways = waysFor(context)
  if (ways.length === 0) {
    return none(context, [
      problem('tensorflow-platform', `No TensorFlow library is known for ${context.target}`, ''),
    ])
  }
  return withLock(
    path.join(context.cache, 'locks', 'tensorflow'),
    () => takeFirst(context, ways),
    () => context.output.line('  waiting for another set-up that provides TensorFlow'),
  )
}

/**
 * @param {Context} context
 * @param {Way[]} ways in their order
 * @returns {Promise<TensorflowOutcome>}
 */
async function takeFirst(context, ways) {
  const isBuilt = (/** @type {Way} */ way) => existsSync(bindingFolder(context, way))
  const tools = missingTools(context)
  if (tools.length > 0 && !ways.some(isBuilt)) return none(context, [noCompiler(tools)])
  const problems = []
  for (const way of [...ways].sort((a, b) => Number(isBuilt(b)) - Number(isBuilt(a)))) {
    try {
      if (!isBuilt(way)) await make(context, way)
      return had(await link(context, way))
    } catch (error) {
      if (!(error instanceof SetupError)) throw error
      problems.push(error.toProblem())
    }
    const last = problems.at(-1)
    if (last && way !== ways.at(-1)) context.output.problem(last)
  }
  return none(context, problems)
}

/**
 * @param {Context} context
 * @param {Way} way
 */
async function make(context, way) {
  await withTemporaryFolder(context, async (folder) => {
    const library = libraryFolder(context, way)
    if (!existsSync(library)) await provideLibrary(context, way, folder)
    await buildBinding(context, way, folder)
  })
}

/**
 * Links node_modules to the cache, and sees that it loads.
 * @param {Context} context
 * @param {Way} way
 * @returns {Promise<TensorflowState>}
 */
async function link(context, way) {
  const folder = bindingFolder(context, way)
  for (const part of ['deps', 'lib']) {
    const place = path.join(packageFolder(context), part)
    rmSync(place, { recursive: true, force: true })
    symlinkSync(path.join(folder, part), place, 'junction')
  }
  const { version, reason } = await trial(context)
  if (version === null) {
    for (const part of ['deps', 'lib'])
      rmSync(path.join(packageFolder(context), part), { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
    throw new SetupError('tensorflow-load', `${way.pin.label} does not load here: ${reason}`, RUNS_ON_WASM)
  }
  const value = linked(context)
  if (value === null)
    throw new SetupError(
      'tensorflow-link',
      `${packageFolder(context)} cannot be linked to ${folder}`,
      RUNS_ON_WASM,
    )
  return value
}

/**
 * Multiplies two matrices in a process of its own: a library that does not fit this machine may end its process.
 * @param {Context} context
 * @returns {Promise<{ version: string | null, reason: string }>} version of the library, null where it does not work
 */
async function trial(context) {
  if (!existsSync(bindingOf(context))) return { version: null, reason: 'there is no binding' }
  const script = `
    const util = require('node:util')
    util.isNullOrUndefined ??= (value) => value === null || value === undefined
    util.isArray ??= Array.isArray
    const tf = require(${JSON.stringify(packageFolder(context))})
    const product = tf.matMul([[1, 2], [3, 4]], [[5], [6]]).arraySync()
    if (tf.getBackend() !== 'tensorflow' || product.join() !== '17,39') throw new Error('wrong product ' + product.join())
    console.log('version ' + tf.backend().binding.TF_Version)`
  const result = await run(context.node, ['-e', script], {
    env: { ...context.env, TF_CPP_MIN_LOG_LEVEL: '3' },
    timeout: 120_000,
  })
  return { version: /^version (\S+)/m.exec(result.stdout)?.[1] ?? null, reason: reasonOf(result) }
}

/**
 * What our own links point to, where it is of a pinned version.
 * @param {Context} context
 * @returns {TensorflowState | null}
 */
function linked(context) {
  const folder = linkedFolder(context)
  if (folder === null) return null
  const way = waysFor(context).find(
    (each) => path.basename(bindingFolder(context, each)) === path.basename(folder),
  )
  const receipt = readJson(path.join(folder, 'receipt.json'))
  if (!way || !receipt) return null
  const { version, singleThreadedExecutor } = receipt
  return { source: way.source, version, path: bindingOf(context), singleThreadedExecutor }
}

/**
 * @param {Context} context
 * @returns {string | null} the folder in the cache, null where node_modules has no links of ours
 */
function linkedFolder(context) {
  try {
    if (!lstatSync(path.join(packageFolder(context), 'deps')).isSymbolicLink()) return null
    return path.resolve(realpathSync(bindingOf(context)), '../../..')
  } catch {
    return null
  }
}

/**
 * A library that somebody else put into tfjs-node, once it was seen to load.
 * @param {Context} context
 * @param {import('./state.mjs').State} state
 * @returns {TensorflowState | null}
 */
function foreign(context, state) {
  const known = state.tensorflow?.source === 'present' ? state.tensorflow : null
  return known && known.path === bindingOf(context) && existsSync(known.path) ? known : null
}

/**
 * @param {Context} context
 * @returns {Way[]}
 */
export function waysFor({ target }) {
  /** @type {Way[]} */
  const ways = []
  const official = OFFICIAL_TENSORFLOW[target]
  const wheel = TENSORFLOW_WHEELS[target]
  if (official) ways.push({ source: 'official', pin: official })
  if (wheel) ways.push({ source: 'wheel', pin: wheel })
  return ways
}

/** @param {Context} context */
const bindingOf = (context) => path.join(packageFolder(context), 'lib', 'napi-v8', 'tfjs_binding.node')

/** @param {TensorflowState} value */
const had = (value) => /** @type {TensorflowOutcome} */ ({ done: true, value, problems: [] })

/**
 * @param {Context} context
 * @param {import('./state.mjs').Problem[]} problems
 * @returns {TensorflowOutcome}
 */
function none(context, problems) {
  const last = problems.at(-1)
  if (last) context.output.problem(last)
  context.output.line(`  No TensorFlow: ${RUNS_ON_WASM}`)
  return { done: false, value: null, problems }
}

const problem = (
  /** @type {string} */ code,
  /** @type {string} */ message,
  /** @type {string} */ remedy,
) => ({ code, message, remedy })

const noCompiler = (/** @type {string[]} */ tools) =>
  problem(
    'no-compiler',
    `TensorFlow's binding is built here, and that needs ${tools.join(', ')}`,
    `apt install ${tools.join(' ')} (or your system's packages of those names), then start again`,
  )

const switchedOff = () =>
  problem(
    'tensorflow-off',
    'TensorFlow is switched off by FOCAL_BENCH_TENSORFLOW=none',
    'unset it to train with TensorFlow',
  )
