/** The stages of `npm test`, in their order. Each runs one tool and counts what it found. */

import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { run, which } from '../setup/commands.mjs'
import { passThrough } from '../setup/launch.mjs'
import { readJson } from '../setup/state.mjs'
import { CHROMIUM_COMMANDS } from '../setup/system.mjs'
import { startDisplay } from './display.mjs'
import { emptyTally, fromPlaywright, oneCheck, settle, sum } from './tally.mjs'

/** @typedef {import('./tally.mjs').Tally} Tally */

const VUE_PROJECT = 'tsconfig.web.json'
const TYPESCRIPT_PROJECTS = ['tsconfig.json', VUE_PROJECT, 'scripts/tsconfig.json', 'tests/e2e/tsconfig.json']

/**
 * @typedef {object} Bench what every stage works with
 * @property {string} root
 * @property {string} node
 * @property {NodeJS.ProcessEnv} env
 * @property {string} reports folder for the tools' reports
 * @property {string | null} electron executable
 * @property {string[]} filters paths or names that the test runner is given
 */

/** @type {Record<string, (bench: Bench) => Promise<Tally>>} */
export const STAGES = { lint, types, unit, integration, e2e }

/**
 * Layer rules and lint come out of one run of ESLint, and count as one test each.
 * @param {Bench} bench
 * @returns {Promise<Tally>}
 */
async function lint(bench) {
  const eslint = path.join(bench.root, 'node_modules', 'eslint', 'bin', 'eslint.js')
  const report = path.join(bench.reports, 'eslint.json')
  rmSync(report, { force: true })
  const result = await run(bench.node, [eslint, '.', '--format', 'json', '--output-file', report], {
    cwd: bench.root,
    env: bench.env,
  })
  /** @type {{ filePath: string, messages: { ruleId: string | null, severity: number, line: number, message: string }[] }[] | undefined} */
  const files = readJson(report)
  if (!files) process.stdout.write(`${result.stdout}${result.stderr}`)
  if (!files) return sum([oneCheck('layers', false), oneCheck('lint', false)])
  const errors = files.flatMap(({ filePath, messages }) =>
    messages
      .filter(({ severity }) => severity === 2)
      .map((message) => ({ ...message, file: path.relative(bench.root, filePath) })),
  )
  for (const { file, line, ruleId, message } of errors)
    process.stdout.write(`${file}:${line} ${message} (${ruleId ?? 'syntax'})\n`)
  const isLayers = (/** @type {{ ruleId: string | null }} */ { ruleId }) => /layers/.test(ruleId ?? '')
  return sum([oneCheck('layers', !errors.some(isLayers)), oneCheck('lint', errors.every(isLayers))])
}

/**
 * @param {Bench} bench
 * @returns {Promise<Tally>}
 */
async function types(bench) {
  const modules = path.join(bench.root, 'node_modules')
  const tsc = path.join(modules, 'typescript', 'bin', 'tsc')
  const vueTsc = path.join(modules, 'vue-tsc', 'bin', 'vue-tsc.js')
  let holds = true
  for (const project of TYPESCRIPT_PROJECTS) {
    if (!existsSync(path.join(bench.root, project))) continue
    const checker = project === VUE_PROJECT ? vueTsc : tsc
    holds = (await tool(bench, [checker, '-p', project, '--noEmit'])) && holds
  }
  return oneCheck('types', holds)
}

/** @param {Bench} bench */
async function unit(bench) {
  return vitest(bench, 'unit')
}

/** @param {Bench} bench */
async function integration(bench) {
  return vitest(bench, 'integration')
}

/**
 * @param {Bench} bench
 * @param {'unit' | 'integration'} stage
 * @returns {Promise<Tally>}
 */
async function vitest(bench, stage) {
  const report = path.join(bench.reports, `${stage}.json`)
  rmSync(report, { force: true })
  const reporter = path.join(bench.root, 'scripts', 'testing', 'vitest-reporter.mjs')
  const args = [
    path.join(bench.root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--reporter=default',
    `--reporter=${reporter}`,
  ]
  const filters = bench.filters.length > 0 ? bench.filters : [`tests/${stage}/`]
  const endedWell = await tool({ ...bench, env: { ...bench.env, TALLY_FILE: report } }, [...args, ...filters])
  return settle(stage, readJson(report) ?? null, endedWell)
}

/**
 * One set of specs, in real Electron and in real Chromium; what this machine cannot run is counted as skipped.
 * @param {Bench} bench
 * @returns {Promise<Tally>}
 */
async function e2e(bench) {
  const { display, stop } = await startDisplay(bench.env)
  try {
    const env = { ...bench.env, ...(display ? { DISPLAY: display } : {}) }
    const chromium =
      bench.env.FOCAL_BENCH_CHROMIUM ?? CHROMIUM_COMMANDS.map((name) => which(name, env)).find(Boolean)
    const missing = {
      electron:
        bench.electron === null
          ? 'no Electron could be had'
          : display === null
            ? 'no display and no Xvfb'
            : null,
      chromium: chromium ? null : 'no Chromium: apt install chromium, or name one in FOCAL_BENCH_CHROMIUM',
    }
    const playwright = { ...bench, env: { ...env, ...(chromium ? { FOCAL_BENCH_CHROMIUM: chromium } : {}) } }
    const tallies = []
    const runnable = Object.entries(missing).flatMap(([project, reason]) =>
      reason === null ? [project] : [],
    )
    if (runnable.length > 0) tallies.push(await runPlaywright(playwright, runnable))
    for (const [project, reason] of Object.entries(missing)) {
      if (reason !== null) tallies.push(await listSkipped(playwright, project, reason))
    }
    return sum(tallies)
  } finally {
    stop()
  }
}

/**
 * @param {Bench} bench
 * @param {string[]} projects
 * @param {string[]} [options]
 */
async function runPlaywright(bench, projects, options = ['--reporter=list,json']) {
  const report = path.join(bench.reports, 'e2e.json')
  rmSync(report, { force: true })
  const cli = path.join(bench.root, 'node_modules', '@playwright', 'test', 'cli.js')
  const config = path.join('tests', 'e2e', 'playwright.config.ts')
  const args = [
    cli,
    'test',
    '-c',
    config,
    ...projects.map((project) => `--project=${project}`),
    ...options,
    ...bench.filters,
  ]
  const endedWell = await tool({ ...bench, env: { ...bench.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report } }, args)
  const counted = readJson(report)
  return settle('e2e', counted ? fromPlaywright(counted) : null, endedWell)
}

/**
 * @param {Bench} bench
 * @param {string} project
 * @param {string} reason
 * @returns {Promise<Tally>}
 */
async function listSkipped(bench, project, reason) {
  const listed = await runPlaywright(bench, [project], ['--list', '--reporter=json'])
  const count = listed.skipped.length + listed.passed + listed.failed
  return {
    ...emptyTally(),
    skipped: Array.from({ length: count }, (_, index) => ({
      name: `[${project}] ${index + 1} of ${count}`,
      reason,
    })),
  }
}

/**
 * @param {Bench} bench
 * @param {string[]} args
 * @returns {Promise<boolean>} whether it ended well
 */
async function tool(bench, args) {
  return (await passThrough(bench.node, args, { cwd: bench.root, env: bench.env })) === 0
}
