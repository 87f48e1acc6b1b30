/** npm packages: exactly those of package-lock.json, with install scripts off. */

import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { findNpm, reasonOf, run } from './commands.mjs'
import { notesFolder } from './context.mjs'
import { withLock } from './lock.mjs'
import { formatBytes, SetupError } from './output.mjs'
import { NPM_DOWNLOAD_BYTES } from './pins.mjs'
import { readJson } from './state.mjs'

/** @typedef {import('./context.mjs').Context} Context */
/** @typedef {import('./ensure.mjs').Outcome<import('./state.mjs').PackagesState>} PackagesOutcome */

export const name = 'packages'

export const key = (/** @type {Context} */ context) => lockHash(context)

/**
 * @param {Context} context
 * @param {import('./state.mjs').State} state
 * @returns {PackagesOutcome}
 */
export function check(context, state) {
  const lock = lockHash(context)
  const done = state.packages?.lock === lock
  return { done, value: done ? { lock } : null, problems: [] }
}

/**
 * @param {Context} context
 * @returns {Promise<PackagesOutcome>}
 * @throws {SetupError} nothing works without them
 */
export async function provision(context) {
  const lock = lockHash(context)
  await withLock(path.join(context.root, '.cache', 'packages.lock'), async () => {
    if (!agrees(context)) await install(context)
  })
  return { done: true, value: { lock }, problems: [] }
}

/** @param {Context} context */
async function install(context) {
  const npm = findNpm(context.env)
  if (npm === null) {
    throw new SetupError('no-npm', 'npm is not in PATH', 'install npm (it comes with Node), then start again')
  }
  const [program, ...first] = npm
  const wanted = wantedPackages(context)
  const progress = context.output.progress(
    `npm packages, about ${formatBytes(NPM_DOWNLOAD_BYTES)}`,
    wanted.length,
    (count) => `${count} packages`,
  )
  const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel', 'error']
  const result = await run(program, [...first, ...args], {
    cwd: context.root,
    env: context.env,
    onTick: () =>
      progress.update(
        wanted.filter((folder) => existsSync(path.join(context.root, folder, 'package.json'))).length,
      ),
  })
  if (result.failure !== null) {
    progress.failed()
    throw new SetupError(
      'npm-ci',
      `npm could not install the packages: ${reasonOf(result)}`,
      "check the network and npm's registry setting (npm ping), then start again",
    )
  }
  progress.done()
}

/**
 * @param {Context} context
 * @returns {string}
 */
function lockHash(context) {
  const file = path.join(context.root, 'package-lock.json')
  if (!existsSync(file)) {
    throw new SetupError(
      'no-lock-file',
      `${file} is missing`,
      'restore it from the repository (git checkout package-lock.json)',
    )
  }
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}

/**
 * Folders of the packages that belong on this platform.
 * @param {Context} context
 * @returns {string[]}
 */
function wantedPackages(context) {
  const { packages } = readJson(path.join(context.root, 'package-lock.json')) ?? { packages: {} }
  return Object.keys(packages).filter((folder) => {
    const { os, cpu } = packages[folder]
    return folder !== '' && (!os || os.includes(process.platform)) && (!cpu || cpu.includes(process.arch))
  })
}

/**
 * Whether node_modules is already what the lock file says, as after a developer's own `npm install`: npm keeps a note of
 * what it put there.
 * @param {Context} context
 */
function agrees(context) {
  const installed = readJson(path.join(path.dirname(notesFolder(context)), '.package-lock.json'))?.packages
  const wanted = readJson(path.join(context.root, 'package-lock.json'))?.packages
  if (!installed || !wanted) return false
  const extra = Object.keys(installed).some((folder) => installed[folder].version !== wanted[folder]?.version)
  const missing = Object.keys(wanted).some(
    (folder) => folder !== '' && !wanted[folder].optional && !installed[folder],
  )
  return !extra && !missing
}
