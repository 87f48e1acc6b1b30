/** Running other programs, and finding them. */

import { spawn } from 'node:child_process'
import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import path from 'node:path'

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()
process.on('exit', () => {
  for (const child of running) child.kill()
})

/**
 * @typedef {object} Result
 * @property {number | null} code null when it was ended by a signal or did not start
 * @property {string} stdout
 * @property {string} stderr
 * @property {string | null} failure why it did not end well, in a few words; null when it did
 */

/**
 * Runs a program to its end and keeps what it says. Never throws.
 * @param {string} command
 * @param {string[]} args
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {string} [options.cwd]
 * @param {number} [options.timeout] milliseconds
 * @param {(elapsed: number, stop: (reason: string) => void) => void} [options.onTick] called every 250 ms
 * @returns {Promise<Result>}
 */
export function run(command, args, { env, cwd, timeout, onTick } = {}) {
  return new Promise((resolve) => {
    const started = Date.now()
    const child = spawn(command, args, {
      env,
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...shellFor(command),
    })
    running.add(child)
    let stdout = ''
    let stderr = ''
    /** @type {string | null} */
    let failure = null
    const stop = (/** @type {string} */ reason) => {
      failure ??= reason
      child.kill()
    }
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
    const ticker = onTick && setInterval(() => onTick(Date.now() - started, stop), 250)
    const timer =
      timeout && setTimeout(() => stop(`no answer within ${Math.round(timeout / 1000)} s`), timeout)
    const finish = (/** @type {number | null} */ code, /** @type {string | null} */ reason) => {
      running.delete(child)
      if (ticker) clearInterval(ticker)
      if (timer) clearTimeout(timer)
      resolve({ code, stdout, stderr, failure: failure ?? reason })
    }
    child.on('error', (error) => finish(null, error.message))
    child.on('close', (code, signal) =>
      finish(code, code === 0 ? null : signal ? `ended by ${signal}` : `exit code ${code}`),
    )
  })
}

/** Windows starts .cmd files only through its shell. */
function shellFor(/** @type {string} */ command) {
  return process.platform === 'win32' && command.endsWith('.cmd') ? { shell: true } : {}
}

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | null} path of the first executable of that name in PATH
 */
export function which(name, env) {
  const extensions = process.platform === 'win32' ? ['.exe', '.cmd', ''] : ['']
  for (const folder of (env.PATH ?? env.Path ?? '').split(path.delimiter)) {
    for (const extension of extensions) {
      const candidate = path.join(folder, name + extension)
      if (folder !== '' && isExecutable(candidate)) return candidate
    }
  }
  return null
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

/**
 * The npm that belongs to the Node at hand: the one that runs this script, else the one in PATH.
 * @param {NodeJS.ProcessEnv} env
 * @returns {[string, ...string[]] | null} command and first arguments
 */
export function findNpm(env) {
  const running = env.npm_execpath ?? ''
  if (/np[mx]-cli\.[cm]?js$/.test(running)) {
    return [process.execPath, path.join(path.dirname(running), path.basename(running).replace('npx', 'npm'))]
  }
  const npm = which('npm', env)
  return npm === null ? null : [npm]
}

/**
 * Bytes in a folder and all below it. Files may come and go meanwhile.
 * @param {string} folder
 * @returns {number}
 */
export function folderSize(folder) {
  let bytes = 0
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const child = path.join(folder, entry.name)
      if (entry.isDirectory()) bytes += folderSize(child)
      else if (entry.isFile()) bytes += statSync(child).size
    }
  } catch {
    return bytes
  }
  return bytes
}

/**
 * The line of a program's output that says most about its failure.
 * @param {Result} result
 * @returns {string}
 */
export function reasonOf(result) {
  const lines = `${result.stdout}\n${result.stderr}`.split('\n').map((line) => line.trim())
  const telling = lines.filter(
    (line) => /\berror\b|Error:|^gyp: /i.test(line) && !/^npm (error|ERR!) (code|A complete log)/.test(line),
  )
  const line =
    telling.find((line) => /fatal|^error:|^gyp: /i.test(line)) ??
    telling[0] ??
    result.failure ??
    'unknown reason'
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}
