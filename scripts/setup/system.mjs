/**
 * System packages: through apt where this runs as root on Debian or Ubuntu; elsewhere one line names them. Each thing is
 * looked for itself, so that it counts wherever it came from.
 */

import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { which } from './commands.mjs'
import { isRoot } from './context.mjs'
import * as tensorflow from './tensorflow.mjs'

/** @typedef {import('./context.mjs').Context} Context */
/** @typedef {import('./state.mjs').SystemState} SystemState */
/** @typedef {import('./ensure.mjs').Outcome<SystemState>} SystemOutcome */

/**
 * @typedef {object} Need
 * @property {string[]} packages Debian's name for it; newer releases renamed some
 * @property {string[]} [commands] any of these in PATH
 * @property {string} [library] file name of a shared library
 * @property {boolean} [reportedElsewhere] the step that needs it says so itself
 */

/** Building tfjs-node's binding. @type {Need[]} */
const BUILD = [
  { packages: ['python3'], commands: ['python3'], reportedElsewhere: true },
  { packages: ['python3-pip'], commands: ['pip3', 'pip'], reportedElsewhere: true },
  { packages: ['make'], commands: ['make'], reportedElsewhere: true },
  { packages: ['g++'], commands: ['c++', 'g++', 'clang++'], reportedElsewhere: true },
]

/** An Electron window. @type {Need[]} */
const WINDOW = [
  { packages: ['libgtk-3-0', 'libgtk-3-0t64'], library: 'libgtk-3.so.0' },
  { packages: ['libnss3'], library: 'libnss3.so' },
  { packages: ['libasound2', 'libasound2t64'], library: 'libasound.so.2' },
  { packages: ['libgbm1'], library: 'libgbm.so.1' },
  { packages: ['libxss1'], library: 'libXss.so.1' },
  { packages: ['libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'], library: 'libatk-bridge-2.0.so.0' },
  { packages: ['libcups2', 'libcups2t64'], library: 'libcups.so.2' },
  { packages: ['libdrm2'], library: 'libdrm.so.2' },
  { packages: ['libxkbcommon0'], library: 'libxkbcommon.so.0' },
  { packages: ['libatspi2.0-0', 'libatspi2.0-0t64'], library: 'libatspi.so.0' },
]

export const CHROMIUM_COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** End-to-end tests. @type {Need[]} */
const TESTS = [
  { packages: ['xvfb'], commands: ['Xvfb'] },
  { packages: ['chromium', 'chromium-browser'], commands: CHROMIUM_COMMANDS },
]

export const name = 'system'

export const key = (/** @type {Context} */ context) => (which('apt-get', context.env) ? 'apt' : 'no apt')

/**
 * @param {Context} context
 * @param {import('./state.mjs').State} state
 * @param {import('./ensure.mjs').Wants} wants
 * @returns {SystemOutcome}
 */
export function check(context, state, wants) {
  const missing = missingNeeds(context, needsFor(context, state, wants))
  return { done: missing.length === 0, value: { missing: missing.map(firstName) }, problems: [] }
}

/**
 * @param {Context} context
 * @param {import('./state.mjs').State} state
 * @param {import('./ensure.mjs').Wants} wants
 * @returns {Promise<SystemOutcome>}
 */
export async function provision(context, state, wants) {
  const needs = needsFor(context, state, wants)
  if (isRoot() && which('apt-get', context.env) && context.env.FOCAL_BENCH_SYSTEM !== 'none') {
    await installWithApt(context, missingNeeds(context, needs))
  }
  const missing = missingNeeds(context, needs)
  const toReport = missing.filter((need) => !need.reportedElsewhere).map(firstName)
  const problems = toReport.length === 0 ? [] : [missingProblem(toReport)]
  problems.forEach((problem) => context.output.problem(problem))
  return { done: missing.length === 0, value: { missing: missing.map(firstName) }, problems }
}

/** @param {string[]} missing */
const missingProblem = (missing) => ({
  code: 'system-packages',
  message: `System packages are missing: ${missing.join(' ')}`,
  remedy: `sudo apt install ${missing.join(' ')} (elsewhere: your system's packages of those names), then start again`,
})

/**
 * @param {Context} context
 * @param {import('./state.mjs').State} state
 * @param {import('./ensure.mjs').Wants} wants
 * @returns {Need[]}
 */
function needsFor(context, state, wants) {
  if (process.platform !== 'linux') return []
  return [
    ...(tensorflow.check(context, state).done ? [] : BUILD),
    ...(wants.electron ? WINDOW : []),
    ...(wants.tests ? TESTS : []),
  ]
}

/**
 * @param {Context} context
 * @param {Need[]} needs
 * @returns {Need[]}
 */
function missingNeeds({ env }, needs) {
  const libraries = needs.some((need) => need.library) ? knownLibraries() : ''
  return needs.filter(({ commands, library }) => {
    if (library) return !libraries.includes(`\t${library} `)
    return commands?.every((command) => which(command, env) === null)
  })
}

/** @returns {string} what the dynamic linker knows */
function knownLibraries() {
  for (const ldconfig of ['/sbin/ldconfig', '/usr/sbin/ldconfig']) {
    const { stdout } = spawnSync(ldconfig, ['-p'], { encoding: 'utf8' })
    if (stdout) return stdout
  }
  return ''
}

/** @param {Need} need */
const firstName = (need) => need.packages[0] ?? ''

/**
 * @param {Context} context
 * @param {Need[]} missing
 */
async function installWithApt(context, missing) {
  const known = () => missing.flatMap(({ packages }) => packages.find((name) => hasCandidate(name)) ?? [])
  if (known().length < missing.length) await apt(context, 'Reading the package lists', ['update'])
  const packages = known()
  if (packages.length === 0) return
  const args = ['install', '-y', '--no-install-recommends', ...packages]
  if (await apt(context, `System packages: ${packages.join(' ')}`, args)) return
  await apt(context, 'Reading the package lists again', ['update'])
  await apt(context, 'System packages', args)
}

/** @param {string} name true where apt could install it; a name that only others provide has no candidate */
function hasCandidate(name) {
  const { stdout } = spawnSync('apt-cache', ['policy', name], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  return /Candidate: (?!\(none\))/.test(stdout ?? '')
}

/**
 * Runs apt-get, and shows its size and progress: apt reports both on a descriptor of its own.
 * @param {Context} context
 * @param {string} label
 * @param {string[]} args
 * @returns {Promise<boolean>} whether it ended well
 */
function apt(context, label, args) {
  return new Promise((resolve) => {
    const options = ['-q', '-o', 'APT::Status-Fd=3', '-o', 'DPkg::Lock::Timeout=120', '-o', 'Dpkg::Use-Pty=0']
    const child = spawn('apt-get', [...options, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: { ...context.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    })
    const progress = context.output.percentage(label)
    let said = ''
    child.stderr?.on('data', (text) => (said += text))
    createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdout) }).on(
      'line',
      (line) => {
        const size = /^Need to get (.+) of archives/.exec(line)?.[1]
        if (size) context.output.line(`  ${label}: ${size} to download`)
      },
    )
    createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdio[3]) }).on(
      'line',
      (line) => {
        const [kind, , percent] = line.split(':')
        // Downloading is counted as the first half, installing as the second.
        progress.update(Number(percent) / 2 + (kind === 'pmstatus' ? 50 : 0) || 0)
      },
    )
    child.on('error', () => resolve(false))
    child.on('close', (code) => {
      if (code === 0) progress.done()
      else progress.failed()
      if (code !== 0) context.output.line(`  apt-get ${args[0]} failed: ${said.trim().split('\n').at(-1)}`)
      resolve(code === 0)
    })
  })
}
