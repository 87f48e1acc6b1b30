/** out/: built again whenever a source is other than at the last build. */

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { run } from './commands.mjs'
import { withLock } from './lock.mjs'
import { SetupError } from './output.mjs'

/** @typedef {import('./context.mjs').Context} Context */
/** @typedef {import('./ensure.mjs').Outcome<import('./state.mjs').BuildState>} BuildOutcome */

const SOURCES = [
  'src',
  'resources',
  'electron.vite.config.ts',
  'vite.node.config.ts',
  'tsconfig.base.json',
  'package.json',
  'package-lock.json',
]
const PRODUCTS = [
  'main/index.cjs',
  'preload/index.cjs',
  'renderer/index.html',
  'node/engine.js',
  'node/trainer.js',
  'node/cli.js',
]
/** The Electron that main, preload and renderer must still run on; see docs/adr. */
const OLDEST_ELECTRON = '22'

export const name = 'build'

export const key = fingerprint

/**
 * @param {Context} context
 * @param {import('./state.mjs').State} state
 * @returns {BuildOutcome}
 */
export function check(context, state) {
  const sources = fingerprint(context)
  const done =
    state.build?.sources === sources &&
    PRODUCTS.every((file) => existsSync(path.join(context.root, 'out', file)))
  return { done, value: done ? { sources } : null, problems: [] }
}

/**
 * @param {Context} context
 * @returns {Promise<BuildOutcome>}
 * @throws {SetupError} nothing opens without it
 */
export async function provision(context) {
  const sources = fingerprint(context)
  await withLock(path.join(context.root, '.cache', 'build.lock'), () => build(context))
  return { done: true, value: { sources }, problems: [] }
}

/**
 * @param {Context} context its `node` has been found
 * @throws {SetupError}
 */
export async function build(context) {
  const progress = context.output.progress('Building the workbench', 0, () => '')
  const modules = path.join(context.root, 'node_modules')
  const env = {
    ...context.env,
    ELECTRON_MAJOR_VER: OLDEST_ELECTRON,
    ELECTRON_EXEC_PATH: context.node,
    NODE_ENV: 'production',
  }
  const commands = [
    [path.join(modules, 'electron-vite', 'bin', 'electron-vite.js'), 'build'],
    [path.join(modules, 'vite', 'bin', 'vite.js'), 'build', '-c', 'vite.node.config.ts'],
  ]
  for (const args of commands) {
    const result = await run(context.node, args, { cwd: context.root, env, onTick: () => progress.update(0) })
    if (result.failure === null) continue
    progress.failed()
    context.output.line(`${result.stdout}${result.stderr}`.trim())
    throw new SetupError(
      'build',
      `The build failed (${path.basename(args[0] ?? '')}, ${result.failure})`,
      'mend what is named above, then start again',
    )
  }
  progress.done()
}

/**
 * Names, sizes and times of the sources: enough to see a change, and quick.
 * @param {Context} context
 * @returns {string}
 */
export function fingerprint(context) {
  const hash = createHash('sha256')
  for (const source of SOURCES) addTo(hash, context.root, source)
  return hash.digest('hex')
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} root
 * @param {string} relative
 */
function addTo(hash, root, relative) {
  const file = path.join(root, relative)
  const status = statSync(file, { throwIfNoEntry: false })
  if (status === undefined) return
  if (status.isDirectory()) {
    for (const name of readdirSync(file).sort()) addTo(hash, root, path.join(relative, name))
  } else {
    hash.update(`${relative} ${status.size} ${status.mtimeMs}\n`)
  }
}
