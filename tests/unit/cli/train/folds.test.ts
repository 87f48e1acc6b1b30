import { expect, test } from 'vitest'
import { runConfigSchema } from '@shared/config/run-config'
import { foldConfigs, foldsReport, foldsResult, foldsTag } from '../../../../src/cli/train/folds'
import type { RunResult } from '../../../../src/cli/train/result'

const scored = (balancedAccuracy: number | null) =>
  ({ best: balancedAccuracy === null ? null : { balancedAccuracy } }) as RunResult

test('each fold has a configuration of its own, alike but for its number', () => {
  const config = runConfigSchema.parse({ data: { imbalance: 5 } })
  const configs = foldConfigs(config, 3)
  expect(configs.map(({ data }) => data.fold)).toEqual([1, 2, 3].map((index) => ({ index, of: 3 })))
  for (const fold of configs) expect({ ...fold, data: { ...fold.data, fold: null } }).toEqual(config)
})

test('what the folds say together is their mean and their sample deviation', () => {
  const result = foldsResult(3, '3-fold X', [scored(0.5), scored(0.7), scored(null)])
  expect(result.balancedAccuracy?.mean).toBeCloseTo(0.6, 12)
  expect(result.balancedAccuracy?.deviation).toBeCloseTo(Math.SQRT1_2 * 0.2, 12)
  expect(foldsReport(result)).toContain('60.0% ± 14.1%')
  expect(foldsResult(3, '3-fold X', [scored(null)]).balancedAccuracy).toBeNull()
})

test('two cross-validations have different tags', () => {
  expect(foldsTag(5)).toMatch(/^5-fold \w{8}$/)
  expect(foldsTag(5)).not.toBe(foldsTag(5))
})
