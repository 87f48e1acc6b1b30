/**
 * The state file: what set-up found and made, for the people and programs that ask (`focal-bench doctor`, About, the log).
 * It lies in node_modules/.focal-bench/state.json; its path is handed on as FOCAL_BENCH_SETUP_STATE.
 */

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { notesFolder } from './context.mjs'

/**
 * @typedef {object} Problem
 * @property {string} code stable, kebab-case
 * @property {string} message what is wrong, one line
 * @property {string} remedy what to do about it, one line
 *
 * @typedef {object} NodeState
 * @property {string} version
 * @property {string} path the executable that runs engine, trainer and command line
 * @property {'machine' | 'package'} source the machine's own, or the one from the npm registry in the cache
 *
 * @typedef {object} PackagesState
 * @property {string} lock sha256 of the package-lock.json that node_modules was installed from
 *
 * @typedef {object} SystemState
 * @property {string[]} missing names of Debian packages, or of commands, that are wanted and not there
 *
 * @typedef {object} TensorflowState
 * @property {'present' | 'official' | 'wheel'} source `present`: somebody else put it into tfjs-node
 * @property {string} version of libtensorflow
 * @property {string} path of the binding
 * @property {boolean} singleThreadedExecutor true where FOCAL_BENCH_SINGLE_THREADED_EXECUTOR=1, read by the binding at
 *   every loadSavedModel, gives that session TensorFlow's single-threaded executor
 *
 * @typedef {object} ElectronState
 * @property {string | null} version null without Electron
 * @property {'override' | 'official' | 'last-resort' | 'none'} source
 * @property {string | null} path the executable
 * @property {string} [launcher] folder of our launcher inside the runtime of last resort
 *
 * @typedef {object} BuildState
 * @property {string} sources fingerprint of the sources that out/ was built from
 *
 * @typedef {object} Attempt a failure that is remembered, so that the next start does not wait for it again
 * @property {number} at milliseconds since 1970
 * @property {string} key what the attempt depended on; a new key is a new attempt
 * @property {Problem[]} problems
 *
 * @typedef {object} State
 * @property {1} format
 * @property {NodeState | null} node
 * @property {PackagesState | null} packages
 * @property {SystemState | null} system
 * @property {TensorflowState | null} tensorflow null: training runs on WASM; `problems` says why
 * @property {ElectronState} electron
 * @property {BuildState | null} build
 * @property {Problem[]} problems
 * @property {Record<string, Attempt>} attempts by step
 */

/** @returns {State} */
export function emptyState() {
  return {
    format: 1,
    node: null,
    packages: null,
    system: null,
    tensorflow: null,
    electron: { version: null, source: 'none', path: null },
    build: null,
    problems: [],
    attempts: {},
  }
}

/** @param {import('./context.mjs').Context} context */
export const stateFile = (context) => path.join(notesFolder(context), 'state.json')

/**
 * The last state written, or an empty one where there is none, or one of another format.
 * @param {import('./context.mjs').Context} context
 * @returns {State}
 */
export function readState(context) {
  const state = readJson(stateFile(context))
  return state?.format === 1 ? { ...emptyState(), ...state } : emptyState()
}

/**
 * @param {import('./context.mjs').Context} context
 * @param {State} state
 */
export function writeState(context, state) {
  writeJson(stateFile(context), state)
}

/**
 * @param {string} file
 * @returns {any} undefined where the file is missing or is no JSON
 */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * Writes under a temporary name and renames: a reader never sees half a file.
 * @param {string} file
 * @param {unknown} value
 */
export function writeJson(file, value) {
  mkdirSync(path.dirname(file), { recursive: true })
  const temporary = `${file}.${process.pid}`
  writeFileSync(temporary, JSON.stringify(value, null, 2) + '\n')
  renameSync(temporary, file)
}
