/** What a stage of the tests counted, and how it is said at the end. */

/**
 * @typedef {object} Skipped
 * @property {string} name
 * @property {string} reason
 *
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {Skipped[]} skipped
 * @property {string[]} failures names of what failed
 *
 * @typedef {object} StageResult
 * @property {string} stage
 * @property {Tally} tally
 * @property {number} seconds
 */

/** @returns {Tally} */
export const emptyTally = () => ({ passed: 0, failed: 0, skipped: [], failures: [] })

/**
 * A check that either holds or does not counts as one test.
 * @param {string} name
 * @param {boolean} holds
 * @returns {Tally}
 */
export function oneCheck(name, holds) {
  return { ...emptyTally(), passed: Number(holds), failed: Number(!holds), failures: holds ? [] : [name] }
}

/**
 * @param {Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  return {
    passed: tallies.reduce((total, { passed }) => total + passed, 0),
    failed: tallies.reduce((total, { failed }) => total + failed, 0),
    skipped: tallies.flatMap(({ skipped }) => skipped),
    failures: tallies.flatMap(({ failures }) => failures),
  }
}

/**
 * A tool that ends badly without a failure of its own counts as one failed test; so does one that leaves no counts.
 * @param {string} stage
 * @param {Tally | null} counted
 * @param {boolean} endedWell
 * @returns {Tally}
 */
export function settle(stage, counted, endedWell) {
  if (counted === null) return oneCheck(`${stage}: the tool left no counts`, false)
  if (endedWell || counted.failed > 0) return counted
  return sum([counted, oneCheck(`${stage}: the tool ended badly`, false)])
}

/**
 * Counts of Playwright's JSON report. A flaky test is a failed one.
 * @param {any} report
 * @returns {Tally}
 */
export function fromPlaywright(report) {
  const tally = emptyTally()
  const visit = (/** @type {any} */ suite, /** @type {string[]} */ titles) => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests)
        count(tally, test, `[${test.projectName}] ${[...titles, spec.title].join(' › ')}`)
    }
    for (const child of suite.suites ?? []) visit(child, [...titles, child.title])
  }
  visit(report, [])
  for (const error of report.errors ?? []) {
    tally.failed++
    tally.failures.push(`outside any test: ${String(error.message).split('\n')[0]}`)
  }
  return tally
}

/**
 * @param {Tally} tally
 * @param {any} test
 * @param {string} name
 */
function count(tally, test, name) {
  if (test.status === 'expected') tally.passed++
  else if (test.status === 'skipped') {
    const annotation = test.annotations?.find(
      (/** @type {any} */ each) => each.type === 'skip' || each.type === 'fixme',
    )
    tally.skipped.push({ name, reason: annotation?.description || 'no reason given' })
  } else {
    tally.failed++
    tally.failures.push(name)
  }
}

/**
 * The table, the names of what failed and of what was skipped, and the closing line.
 * @param {StageResult[]} results
 * @returns {string}
 */
export function summary(results) {
  const total = sum(results.map(({ tally }) => tally))
  const header = row('stage', 'passed', 'failed', 'skipped', 'seconds')
  const rows = results.map(({ stage, tally, seconds }) =>
    row(stage, tally.passed, tally.failed, tally.skipped.length, seconds.toFixed(1)),
  )
  return [
    '',
    header,
    ...rows,
    ...(total.failures.length > 0 ? ['', 'Failed:', ...total.failures.map((name) => `  ${name}`)] : []),
    ...(total.skipped.length > 0
      ? ['', 'Skipped:', ...total.skipped.map(({ name, reason }) => `  ${name}: ${reason}`)]
      : []),
    '',
    `${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`,
  ].join('\n')
}

/** @param {[string, ...(string | number)[]]} cells */
const row = (...[first, ...rest]) => first.padEnd(14) + rest.map((cell) => String(cell).padStart(9)).join('')
