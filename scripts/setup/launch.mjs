/** Starting the product's own processes, and what they are told. */

import { spawn } from 'node:child_process'
import { stateFile } from './state.mjs'

const PARENT_MILLISECONDS = 1000

/** @typedef {import('./context.mjs').Context} Context */

/**
 * The environment of everything that is started from here.
 * @param {Context} context
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnvironment(context) {
  const { env, node } = context
  // The binding may lie in node_modules all the same, where another start put it.
  const backend =
    env.FOCAL_BENCH_TENSORFLOW === 'none' ? { FOCAL_BENCH_BACKEND: env.FOCAL_BENCH_BACKEND ?? 'wasm' } : {}
  return { ...env, ...backend, FOCAL_BENCH_NODE: node, FOCAL_BENCH_SETUP_STATE: stateFile(context) }
}

/**
 * Runs a program in our place: its input, output, signals and exit code are ours.
 * @param {string} command
 * @param {string[]} args
 * @param {object} options
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string} [options.cwd]
 * @param {import('node:child_process').StdioOptions} [options.stdio]
 * @param {(child: import('node:child_process').ChildProcess) => void} [options.onStart]
 * @returns {Promise<number>} its exit code; 128 + the signal's number where a signal ended it, as shells count
 */
export function passThrough(command, args, { env, cwd, stdio = 'inherit', onStart }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd, stdio, windowsHide: false })
    onStart?.(child)
    const stopForwarding = forwardSignals(child)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      stopForwarding()
      resolve(code ?? 128 + (signal ? (SIGNAL_NUMBERS[signal] ?? 0) : 0))
    })
  })
}

/** @type {Record<string, number>} */
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGABRT: 6, SIGKILL: 9, SIGSEGV: 11, SIGTERM: 15 }

/**
 * Hands our signals on to a child. Ctrl+C on a terminal reaches the child by itself.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void} ends it
 */
function forwardSignals(child) {
  /** @type {[NodeJS.Signals, () => void][]} */
  const handlers = [
    ['SIGTERM', () => void child.kill('SIGTERM')],
    ['SIGHUP', () => void child.kill('SIGHUP')],
    ['SIGINT', () => void (process.stdin.isTTY || child.kill('SIGINT'))],
  ]
  for (const [signal, handler] of handlers) process.on(signal, handler)
  const watch = watchNpm(() => child.kill('SIGTERM'))
  return () => {
    clearInterval(watch)
    for (const [signal, handler] of handlers) process.off(signal, handler)
  }
}

/**
 * npm runs us in a shell, and a signal to npm ends only that shell: without it we end too.
 * @param {() => void} onGone
 */
function watchNpm(onGone) {
  if (!process.env.npm_lifecycle_event) return undefined
  const parent = process.ppid
  return setInterval(() => process.ppid === parent || onGone(), PARENT_MILLISECONDS).unref()
}
