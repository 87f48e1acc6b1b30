/** Vitest reporter: counts, and each skipped test with its reason, as JSON in the file that TALLY_FILE names. */

import { writeFileSync } from 'node:fs'

export default class TallyReporter {
  /**
   * @param {Iterable<import('vitest/node').TestModule>} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    /** @type {import('./tally.mjs').Tally} */
    const tally = {
      passed: 0,
      failed: unhandledErrors.length,
      skipped: [],
      failures: unhandledErrors.map(messageOf),
    }
    for (const module of modules) {
      let failedTests = 0
      for (const test of module.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed') tally.passed++
        else if (result.state === 'failed') {
          failedTests++
          tally.failures.push(test.fullName)
        } else if (result.state === 'skipped') {
          tally.skipped.push({ name: test.fullName, reason: result.note ?? 'no reason given' })
        } else {
          failedTests++
          tally.failures.push(`${test.fullName}: it did not finish`)
        }
      }
      // A file that does not load, or a hook that fails, fails without any test of its own.
      const isBroken = module.state() === 'failed' && failedTests === 0
      if (isBroken) tally.failures.push(module.relativeModuleId)
      tally.failed += failedTests + Number(isBroken)
    }
    const file = process.env.TALLY_FILE
    if (file) writeFileSync(file, JSON.stringify(tally))
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error || (typeof error === 'object' && error !== null && 'message' in error)
    ? `outside any test: ${String(error.message).split('\n')[0]}`
    : String(error)
}
