/**
 * `npm test`: sets up what the tests need and runs all of them. Its last line is `N passed, N failed, N skipped`.
 * `npm test -- --only unit,e2e [filter…]` runs some stages, for developers.
 */

import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { explain, runCommand } from './setup/command.mjs'
import * as buildStep from './setup/build.mjs'
import { createContext } from './setup/context.mjs'
import { ensure } from './setup/ensure.mjs'
import { childEnvironment } from './setup/launch.mjs'
import { SetupError } from './setup/output.mjs'
import { readState, writeState } from './setup/state.mjs'
import { STAGES } from './testing/stages.mjs'
import { oneCheck, sum, summary } from './testing/tally.mjs'

/** @typedef {import('./testing/stages.mjs').Bench} Bench */

const NEED_BUILD = ['integration', 'e2e']
/** Each uses one core for most of its time. */
const SIDE_BY_SIDE = ['lint', 'types']

await runCommand(async () => {
  const { stages, filters } = parse(process.argv.slice(2))
  const context = createContext()
  const state = await ensure(context, { electron: stages.includes('e2e'), tests: stages.includes('e2e') })
  const bench = benchFor(context, state, filters)
  const results = []
  let isBuilt = true
  if (stages.some((stage) => NEED_BUILD.includes(stage))) {
    isBuilt = await buildIfNeeded(context, state)
    if (!isBuilt) results.push({ stage: 'build', tally: oneCheck('build', false), seconds: 0 })
  }
  for (const group of grouped(stages)) {
    process.stdout.write(`\n=== ${group.join(', ')}\n`)
    const timed = group.map(async (stage) => {
      const started = Date.now()
      const tally =
        isBuilt || !NEED_BUILD.includes(stage)
          ? await runStage(stage, bench)
          : oneCheck(`${stage}: there is no build`, false)
      return { stage, tally, seconds: (Date.now() - started) / 1000 }
    })
    results.push(...(await Promise.all(timed)))
  }
  process.stdout.write(summary(results) + '\n')
  const { failed, skipped } = sum(results.map(({ tally }) => tally))
  return failed > 0 || (context.env.CI === 'true' && skipped.length > 0) ? 1 : 0
})

/**
 * The stages in their order; those in a group run at the same time.
 * @param {string[]} stages
 */
function grouped(stages) {
  const together = stages.filter((stage) => SIDE_BY_SIDE.includes(stage))
  const others = stages.filter((stage) => !SIDE_BY_SIDE.includes(stage))
  return [together, ...others.map((stage) => [stage])].filter((group) => group.length > 0)
}

/**
 * @param {string} stage
 * @param {Bench} bench
 */
async function runStage(stage, bench) {
  try {
    return await /** @type {(bench: Bench) => Promise<import('./testing/tally.mjs').Tally>} */ (
      STAGES[stage]
    )(bench)
  } catch (error) {
    process.stdout.write(explain(error) + '\n')
    return oneCheck(`${stage}: ${error instanceof Error ? error.message : error}`, false)
  }
}

/**
 * @param {import('./setup/context.mjs').Context} context
 * @param {import('./setup/state.mjs').State} state
 */
async function buildIfNeeded(context, state) {
  if (buildStep.check(context, state).done) return true
  try {
    const { value } = await buildStep.provision(context)
    writeState(context, { ...readState(context), build: value })
    return true
  } catch (error) {
    process.stdout.write(explain(error) + '\n')
    return false
  }
}

/**
 * @param {import('./setup/context.mjs').Context} context
 * @param {import('./setup/state.mjs').State} state
 * @param {string[]} filters
 * @returns {Bench}
 */
function benchFor(context, state, filters) {
  const reports = path.join(context.root, 'test-results', 'reports')
  mkdirSync(reports, { recursive: true })
  const electron = state.electron.path
  const env = {
    ...childEnvironment(context),
    ...(electron === null ? {} : { FOCAL_BENCH_ELECTRON: electron }),
    // What a test starts as `node` is the Node that the product runs on.
    PATH: [path.dirname(context.node), context.env.PATH].join(path.delimiter),
  }
  return { root: context.root, node: context.node, env, reports, electron, filters }
}

/**
 * @param {string[]} args
 * @returns {{ stages: string[], filters: string[] }}
 * @throws {SetupError}
 */
function parse(args) {
  const all = Object.keys(STAGES)
  if (args[0] !== '--only') {
    if (args.length > 0) throw usage(`npm test does not know ${args.join(' ')}`, all)
    return { stages: all, filters: [] }
  }
  const wanted = (args[1] ?? '').split(',')
  const unknown = wanted.find((stage) => !all.includes(stage))
  if (unknown !== undefined) throw usage(`There is no stage "${unknown}"`, all)
  return { stages: all.filter((stage) => wanted.includes(stage)), filters: args.slice(2) }
}

/**
 * @param {string} message
 * @param {string[]} stages
 */
const usage = (message, stages) =>
  new SetupError('usage', message, `npm test, or npm test -- --only ${stages.join('|')} [filter…]`)
