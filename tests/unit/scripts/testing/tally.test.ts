import { describe, expect, it } from 'vitest'
import { emptyTally, fromPlaywright, oneCheck, settle, summary } from '../../../../scripts/testing/tally.mjs'

const passed = (count: number) => ({ ...emptyTally(), passed: count })

describe('tally', () => {
  it('counts a tool that left nothing as one failed test', () => {
    expect(settle('unit', null, true)).toMatchObject({ passed: 0, failed: 1 })
  })

  it('counts a tool that ended badly without a failure as one failed test', () => {
    expect(settle('unit', passed(3), false)).toMatchObject({ passed: 3, failed: 1 })
    expect(settle('unit', passed(3), true)).toMatchObject({ passed: 3, failed: 0 })
  })

  it('does not count the bad end again where tests failed', () => {
    expect(settle('unit', { ...passed(3), failed: 2 }, false).failed).toBe(2)
  })

  it('reads nested suites of Playwright, with reasons, flaky tests and errors', () => {
    const test = (status: string, annotations: object[] = []) => ({
      projectName: 'electron',
      status,
      annotations,
    })
    const report = {
      suites: [
        {
          title: 'a.spec.ts',
          specs: [{ title: 'opens', tests: [test('expected'), test('flaky')] }],
          suites: [
            {
              title: 'queue',
              specs: [
                { title: 'waits', tests: [test('skipped', [{ type: 'skip', description: 'no display' }])] },
                { title: 'runs', tests: [test('unexpected')] },
              ],
            },
          ],
        },
      ],
      errors: [{ message: 'the server is gone\nat x' }],
    }
    expect(fromPlaywright(report)).toEqual({
      passed: 1,
      failed: 3,
      skipped: [{ name: '[electron] a.spec.ts › queue › waits', reason: 'no display' }],
      failures: [
        '[electron] a.spec.ts › opens',
        '[electron] a.spec.ts › queue › runs',
        'outside any test: the server is gone',
      ],
    })
  })

  it('ends with the closing line alone, and names what failed and what was skipped', () => {
    const results = [
      { stage: 'lint', tally: oneCheck('lint', true), seconds: 1 },
      {
        stage: 'unit',
        tally: {
          ...passed(10),
          failed: 1,
          failures: ['adds'],
          skipped: [{ name: 'wheel', reason: 'no pip' }],
        },
        seconds: 2.25,
      },
    ]
    const lines = summary(results).split('\n')
    expect(lines.at(-1)).toBe('11 passed, 1 failed, 1 skipped')
    expect(lines).toContain('  adds')
    expect(lines).toContain('  wheel: no pip')
    expect(lines).toContain('unit                 10        1        1      2.3')
  })
})
