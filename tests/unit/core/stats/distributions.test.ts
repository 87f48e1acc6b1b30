import {
  binomialTest,
  chiSquaredTail,
  logBinomial,
  logFactorial,
  normalQuantile,
  normalTail,
} from '@core/stats/distributions'
import { describe, expect, it } from 'vitest'
import { expectClose, golden } from '../support'

interface Statistics {
  normalTail: [number, number][]
  normalQuantile: [number, number][]
  chiSquaredTail: [number, number][]
  binomialTest: [number, number, number][]
  logBinomial: [number, number, number, number][]
}

const statistics = golden<Statistics>('statistics')

describe('equal to SciPy', () => {
  it.each(statistics.normalTail)('P(Z > %d)', (x, tail) => expectClose(normalTail(x), tail))
  it.each(statistics.normalQuantile)('normal quantile of %d', (share, z) =>
    expectClose(normalQuantile(share), z),
  )
  it.each(statistics.chiSquaredTail)('P(χ² > %d)', (x, tail) => expectClose(chiSquaredTail(x), tail))
  it.each(statistics.binomialTest)('%d of %d against ½', (k, n, p) => expectClose(binomialTest(k, n), p))
  it.each(statistics.logBinomial)('log P(%d of %d at %d)', (k, n, p, log) =>
    expectClose(logBinomial(k, n, p), log, 1e-8),
  )
})

it('has no step where the factorial changes its formula', () => {
  expectClose(logFactorial(20) - logFactorial(19), Math.log(20), 1e-9)
})

it('counts no discordant rows as no evidence', () => {
  expect(binomialTest(0, 0)).toBe(1)
})
