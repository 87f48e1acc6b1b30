/**
 * `npm start`: sets up what is missing and opens the workbench, in an Electron window where there is a display and an
 * Electron, else in the browser. `--browser` chooses the browser; everything else is handed on.
 */

import { spawn } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { runCommand } from './setup/command.mjs'
import { createContext, hasDisplay, isRoot } from './setup/context.mjs'
import { ensure } from './setup/ensure.mjs'
import { childEnvironment, passThrough } from './setup/launch.mjs'

/** @typedef {import('./setup/context.mjs').Context} Context */

/** What Electron says when it is the machine that does not let it open a window. */
const CANNOT_OPEN =
  /missing x server|cannot open display|platform failed to initialize|sandbox|loading shared libraries/i
const CHROMIUM_LOG = /^\[\d+:\d{4}\/\d{6}\.\d+:(INFO|WARNING|ERROR|VERBOSE\d*):/
const SIGNALLED = 128
const START_MILLISECONDS = 15_000
const STDERR_KEPT = 4000

await runCommand(async () => {
  const args = process.argv.slice(2)
  const context = createContext({ env: { ...process.env, ...homeOf(args) } })
  const wantsWindow = hasDisplay(context.env) && !args.includes('--browser')
  const handedOn = args.filter((arg) => arg !== '--browser')
  const state = await ensure(context, { electron: wantsWindow, build: true })
  if (wantsWindow && state.electron.path !== null) {
    const { code, reason } = await openWindow(context, state.electron.path, handedOn)
    if (reason === null) return code
    context.output.line(
      `Electron cannot open a window here (${reason}): opening the workbench in the browser`,
    )
  } else if (!args.includes('--browser')) {
    context.output.line(`${wantsWindow ? 'No Electron' : 'No display'}: opening the workbench in the browser`)
  }
  return serve(context, handedOn)
})

/**
 * The window takes its home folder from the environment.
 * @param {string[]} args
 * @returns {NodeJS.ProcessEnv}
 */
function homeOf(args) {
  const at = args.findIndex((arg) => arg === '--home' || arg.startsWith('--home='))
  const home = args[at]?.includes('=') ? args[at]?.slice('--home='.length) : args[at + 1]
  return at === -1 || !home ? {} : { FOCAL_BENCH_HOME: path.resolve(home) }
}

/**
 * @param {Context} context
 * @param {string} electron
 * @param {string[]} args
 * @returns {Promise<{ code: number, reason: string | null }>} reason: why no window could be opened here, null where one was
 */
async function openWindow(context, electron, args) {
  let said = ''
  let isStopped = false
  const started = Date.now()
  const stop = () => (isStopped = true)
  process.on('SIGINT', stop).on('SIGTERM', stop)
  const code = await passThrough(electron, [...chromiumSwitches(context.env), context.root, ...args], {
    env: childEnvironment(context),
    stdio: ['inherit', 'inherit', 'pipe'],
    onStart: (child) => {
      if (child.stderr) createInterface({ input: child.stderr }).on('line', showUnlessChromium)
      child.stderr?.on('data', (chunk) => {
        said = (said + chunk).slice(-STDERR_KEPT)
      })
    },
  })
  const isEarly = !isStopped && Date.now() - started < START_MILLISECONDS
  const isRefused = isEarly && code !== 0 && (code >= SIGNALLED || CANNOT_OPEN.test(said))
  return { code, reason: isRefused ? (said.match(CANNOT_OPEN)?.[0] ?? `it ended with code ${code}`) : null }
}

/** Chromium says much about the machine that is of no use to who trains classifiers. */
function showUnlessChromium(/** @type {string} */ line) {
  if (process.env.FOCAL_BENCH_DEBUG === '1' || !CHROMIUM_LOG.test(line)) process.stderr.write(line + '\n')
}

/** @param {NodeJS.ProcessEnv} env */
function chromiumSwitches(env) {
  if (process.platform !== 'linux') return []
  return [
    // Chromium's sandbox refuses to run as root.
    ...(isRoot() ? ['--no-sandbox'] : []),
    ...(env.WAYLAND_DISPLAY && !env.DISPLAY ? ['--ozone-platform=wayland'] : []),
  ]
}

/**
 * @param {Context} context
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function serve(context, args) {
  const cli = path.join(context.root, 'out', 'node', 'cli.js')
  return passThrough(context.node, [cli, 'serve', ...args], {
    env: childEnvironment(context),
    stdio: ['inherit', 'pipe', 'inherit'],
    onStart: (child) => {
      let isOpened = !hasDisplay(context.env) || context.env.CI === 'true'
      child.stdout?.setEncoding('utf8').on('data', (text) => {
        process.stdout.write(text)
        const url = /https?:\/\/\S+/.exec(text)?.[0]
        if (url && !isOpened) openBrowser(url)
        isOpened ||= Boolean(url)
      })
    },
  })
}

/** @param {string} url */
function openBrowser(url) {
  const [command, args] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['cmd', ['/c', 'start', '', url]]
        : ['xdg-open', [url]]
  // Without an opener the printed URL is what there is.
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref()
}
