/** Node: the machine's own where it is new enough, else the one from the npm registry, in the cache. */

import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { reasonOf, run, which } from './commands.mjs'
import { download, withTemporaryFolder } from './download.mjs'
import { withLock } from './lock.mjs'
import { SetupError } from './output.mjs'
import { MINIMUM_NODE, NODE_PACKAGES } from './pins.mjs'

/** @typedef {import('./context.mjs').Context} Context */
/** @typedef {import('./ensure.mjs').Outcome<import('./state.mjs').NodeState>} NodeOutcome */

export const name = 'node'

export const key = (/** @type {Context} */ context) => context.target

/**
 * @param {Context} context
 * @returns {NodeOutcome}
 */
export function check(context) {
  if (isNewEnough(process.versions.node)) {
    return found({ version: process.versions.node, path: process.execPath, source: 'machine' })
  }
  const pin = NODE_PACKAGES[context.target]
  const executable = pin && executableOf(folderOf(context, pin.version))
  if (pin && executable && existsSync(executable))
    return found({ version: pin.version, path: executable, source: 'package' })
  return { done: false, value: null, problems: [] }
}

/**
 * @param {Context} context
 * @returns {Promise<NodeOutcome>}
 * @throws {SetupError} nothing works without it
 */
export async function provision(context) {
  const pin = NODE_PACKAGES[context.target]
  if (!pin) {
    throw new SetupError(
      'node-too-old',
      `Node ${MINIMUM_NODE} or newer is needed, this is ${process.versions.node}, and there is no package of it for ${context.target}`,
      `install Node ${MINIMUM_NODE} or newer`,
    )
  }
  context.output.line(
    `Node ${process.versions.node} is older than ${MINIMUM_NODE}: getting ${pin.label} for Focal Bench alone`,
  )
  await withLock(path.join(context.cache, 'locks', 'node'), async () => {
    if (!check(context).done) await withTemporaryFolder(context, (folder) => install(context, pin, folder))
  })
  return check(context)
}

/**
 * @param {Context} context
 * @param {import('./pins.mjs').Pin} pin
 * @param {string} folder
 */
async function install(context, pin, folder) {
  const archive = await download(context, pin, folder)
  await unpackTar(context, archive, folder)
  const unpacked = path.join(folder, 'package')
  const executable = executableOf(unpacked)
  chmodSync(executable, 0o755)
  const trial = await run(executable, ['--version'])
  if (trial.failure !== null) {
    throw new SetupError(
      'node-does-not-run',
      `${pin.label} does not run on this machine: ${reasonOf(trial)}`,
      `install Node ${MINIMUM_NODE} or newer by the system's own means`,
    )
  }
  const target = folderOf(context, pin.version)
  mkdirSync(path.dirname(target), { recursive: true })
  rmSync(target, { recursive: true, force: true })
  renameSync(unpacked, target)
}

/**
 * Unpacks a .tar.gz with the machine's own tar.
 * @param {Context} context
 * @param {string} archive
 * @param {string} folder
 * @param {string[]} [options]
 */
export async function unpackTar(context, archive, folder, options = []) {
  const tar = which('tar', context.env)
  const result = tar && (await run(tar, ['-xzf', archive, '-C', folder, ...options]))
  if (!result || result.failure !== null) {
    throw new SetupError(
      'no-tar',
      `Cannot unpack ${path.basename(archive)}: ${result ? reasonOf(result) : 'tar is not in PATH'}`,
      'install tar, or free space on the disk, then start again',
    )
  }
}

/**
 * @param {string} version
 * @param {string} [minimum]
 */
export function isNewEnough(version, minimum = MINIMUM_NODE) {
  const [actual, wanted] = [version, minimum].map((text) =>
    text.split('.').map((part) => Number.parseInt(part, 10)),
  )
  const differing = wanted?.findIndex((part, index) => part !== actual?.[index]) ?? -1
  return differing === -1 || (actual?.[differing] ?? 0) > (wanted?.[differing] ?? 0)
}

/**
 * The folder with include/node, for node-gyp; null where there are no headers and node-gyp downloads them.
 * @param {string} executable
 */
export function headersOf(executable) {
  const prefix = path.resolve(path.dirname(executable), '..')
  return existsSync(path.join(prefix, 'include', 'node', 'node_api.h')) ? prefix : null
}

/** @param {import('./state.mjs').NodeState} value */
function found(value) {
  return /** @type {NodeOutcome} */ ({ done: true, value, problems: [] })
}

/**
 * @param {Context} context
 * @param {string} version
 */
const folderOf = (context, version) => path.join(context.cache, 'node', `${version}-${context.target}`)

/** @param {string} folder */
const executableOf = (folder) => path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
