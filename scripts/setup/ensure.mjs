/** Set-up: its steps in order, what failed remembered for a day, the result in the state file. */

import { existsSync } from 'node:fs'
import path from 'node:path'
import * as build from './build.mjs'
import { hasDisplay, isRoot } from './context.mjs'
import * as electron from './electron.mjs'
import * as node from './node.mjs'
import * as packages from './packages.mjs'
import { readState, writeState } from './state.mjs'
import * as system from './system.mjs'
import * as tensorflow from './tensorflow.mjs'

const NOT_ASKED_FOR = {
  code: 'electron-not-asked-for',
  message: 'Electron has not been asked for yet',
  remedy: 'npm start provides it',
}
const RETRY_MILLISECONDS = 24 * 3600 * 1000

/** @typedef {import('./context.mjs').Context} Context */
/** @typedef {import('./state.mjs').State} State */

/**
 * What a step found or made.
 * @template T
 * @typedef {object} Outcome
 * @property {boolean} done false: `provision` has something to do
 * @property {T | null} value goes into the state under the step's name
 * @property {import('./state.mjs').Problem[]} problems
 */

/**
 * One thing provisioned. `check` is quick, reads only, and runs at every start; `provision` may take minutes, and throws
 * SetupError only where nothing works without it.
 * @typedef {object} Step
 * @property {'node' | 'packages' | 'system' | 'tensorflow' | 'electron' | 'build'} name
 * @property {(context: Context, state: State) => string} key what an attempt depends on; another key is worth another attempt
 * @property {(context: Context, state: State, wants: Wants) => Outcome<any>} check
 * @property {(context: Context, state: State, wants: Wants) => Promise<Outcome<any>>} provision
 *
 * @typedef {object} Wants
 * @property {boolean} [electron] a window
 * @property {boolean} [tests] what only the tests need
 * @property {boolean} [build] out/ up to date
 */

/**
 * Provides what is missing and says how it went on stderr; says nothing where nothing is missing.
 * @param {Context} context its `node` is set to the Node that was found
 * @param {Wants} wants
 * @returns {Promise<State>}
 * @throws {import('./output.mjs').SetupError}
 */
export async function ensure(context, wants) {
  const state = readState(context)
  const before = JSON.stringify(state)
  /** @type {Step[]} */
  const steps = [node, packages, system, tensorflow, electron, ...(wants.build ? [build] : [])]
  const problems = []
  try {
    for (const step of steps) {
      const outcome =
        step === electron && !wants.electron
          ? look(context, step, state, wants)
          : await take(context, step, state, wants)
      Object.assign(state, { [step.name]: outcome.value })
      problems.push(...outcome.problems)
      if (step === node && state.node) context.node = state.node.path
    }
    state.problems = problems
  } finally {
    if (JSON.stringify(state) !== before && existsSync(path.join(context.root, 'node_modules')))
      writeState(context, state)
  }
  return state
}

/**
 * What is there of a step that is not asked for.
 * @param {Context} context
 * @param {Step} step
 * @param {State} state
 * @param {Wants} wants
 * @returns {Outcome<any>}
 */
function look(context, step, state, wants) {
  const found = step.check(context, state, wants)
  const last = state.attempts[step.name]
  if (found.done) return found
  return { ...found, problems: last?.problems ?? (hasDisplay(context.env) ? [NOT_ASKED_FOR] : []) }
}

/**
 * @param {Context} context
 * @param {Step} step
 * @param {State} state
 * @param {Wants} wants
 * @returns {Promise<Outcome<any>>}
 */
async function take(context, step, state, wants) {
  const found = step.check(context, state, wants)
  if (found.done) {
    delete state.attempts[step.name]
    return found
  }
  const key = `${step.key(context, state)} root=${isRoot()}`
  const last = state.attempts[step.name]
  if (last && last.key === key && Date.now() - last.at < RETRY_MILLISECONDS && !context.retry) {
    return { ...found, problems: last.problems }
  }
  const outcome = await step.provision(context, state, wants)
  if (outcome.done) delete state.attempts[step.name]
  else state.attempts[step.name] = { at: Date.now(), key, problems: outcome.problems }
  return outcome
}
