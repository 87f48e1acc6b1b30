/** Builds tfjs-node's binding on a library in the cache: once for each version of both and of our patch. */

import { createHash } from 'node:crypto'
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { reasonOf, run, which } from './commands.mjs'
import { headersOf } from './node.mjs'
import { SetupError } from './output.mjs'
import { applyPatch } from './patch.mjs'
import { readJson, writeJson } from './state.mjs'
import { libraryFolder, packageFolder } from './tensorflow-library.mjs'

/** @typedef {import('./context.mjs').Context} Context */
/** @typedef {import('./tensorflow.mjs').Way} Way */

const PATCH = readFileSync(
  new URL('./patches/tfjs-node-single-threaded-executor.patch', import.meta.url),
  'utf8',
)
const PATCHED_FILE = path.join('binding', 'tfjs_backend.cc')

/** What node-gyp needs, by the Debian package that brings it. */
const TOOLS = [
  { tool: 'python3', commands: ['python3', 'python'] },
  { tool: 'make', commands: ['make', 'gmake'] },
  { tool: 'g++', commands: ['c++', 'g++', 'clang++'] },
]

/**
 * @param {Context} context
 * @returns {string[]}
 */
export function missingTools({ env }) {
  return TOOLS.filter(({ commands }) => commands.every((command) => which(command, env) === null)).map(
    ({ tool }) => tool,
  )
}

/**
 * @param {Context} context
 * @param {Way} way
 */
export function bindingFolder(context, way) {
  const { version } = readJson(path.join(packageFolder(context), 'package.json')) ?? { version: 'unknown' }
  const patch = createHash('sha256').update(PATCH).digest('hex').slice(0, 8)
  return `${libraryFolder(context, way)}-tfjs-node-${version}-${patch}`
}

/**
 * @param {Context} context
 * @param {Way} way its library is in the cache
 * @param {string} folder a temporary one, in the cache
 * @throws {SetupError}
 */
export async function buildBinding(context, way, folder) {
  const source = path.join(folder, 'source')
  const deps = path.join(libraryFolder(context, way), 'deps')
  mkdirSync(source)
  for (const part of ['binding', 'binding.gyp', 'package.json']) {
    cpSync(path.join(packageFolder(context), part), path.join(source, part), { recursive: true })
  }
  symlinkSync(deps, path.join(source, 'deps'))
  const singleThreadedExecutor = patch(context, source)
  await compile(context, source)
  keep(context, way, folder, { version: way.pin.version, singleThreadedExecutor })
}

/**
 * @param {Context} context
 * @param {string} source
 * @returns {boolean} whether the patch is in; the binding does without
 */
function patch(context, source) {
  const file = path.join(source, PATCHED_FILE)
  const patched = applyPatch(readFileSync(file, 'utf8'), PATCH)
  if (patched === null) {
    context.output.line(
      '  The patch for the single-threaded executor does not fit this tfjs-node: small models train slower',
    )
    return false
  }
  writeFileSync(file, patched)
  return true
}

/**
 * @param {Context} context
 * @param {string} source
 */
async function compile(context, source) {
  const progress = context.output.progress('Building the TensorFlow binding', 0, () => '')
  const headers = headersOf(context.node)
  const result = await run(
    context.node,
    [
      path.join(context.root, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js'),
      'rebuild',
      ...(headers === null ? [] : [`--nodedir=${headers}`]),
      '--module_name=tfjs_binding',
      `--module_path=${path.join(source, 'lib', 'napi-v8')}`,
      '--napi_build_version=8',
      '--napi_version=8',
    ],
    { cwd: source, env: environmentFor(context, headers), onTick: () => progress.update(0) },
  )
  if (result.failure !== null) {
    progress.failed()
    const log = path.join(context.cache, 'logs', 'tensorflow-binding.log')
    mkdirSync(path.dirname(log), { recursive: true })
    writeFileSync(log, result.stdout + result.stderr)
    throw new SetupError(
      'tensorflow-build',
      `TensorFlow's binding could not be built: ${reasonOf(result)}`,
      `see ${log}`,
    )
  }
  progress.done()
}

/**
 * npm hands its settings to what it runs, and node-gyp puts a `nodedir` among them before the one on its command line.
 * @param {Context} context
 * @param {string | null} headers
 */
function environmentFor({ env }, headers) {
  return headers === null ? env : { ...env, npm_config_nodedir: headers }
}

/**
 * Laid out so that the binding finds the library by its run path, `../../deps/lib`.
 * @param {Context} context
 * @param {Way} way
 * @param {string} folder
 * @param {{ version: string, singleThreadedExecutor: boolean }} receipt
 */
function keep(context, way, folder, receipt) {
  const binding = path.join('lib', 'napi-v8', 'tfjs_binding.node')
  const made = path.join(folder, 'made')
  mkdirSync(path.join(made, 'lib', 'napi-v8'), { recursive: true })
  copyFileSync(path.join(folder, 'source', binding), path.join(made, binding))
  symlinkSync(path.join('..', path.basename(libraryFolder(context, way)), 'deps'), path.join(made, 'deps'))
  writeJson(path.join(made, 'receipt.json'), receipt)
  const target = bindingFolder(context, way)
  rmSync(target, { recursive: true, force: true })
  renameSync(made, target)
}
