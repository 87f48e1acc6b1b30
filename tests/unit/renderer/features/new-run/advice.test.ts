import { expect, it } from 'vitest'
import { defaultRunConfig } from '@shared/config/defaults'
import type { Dataset } from '@shared/domain/dataset'
import { configWarnings } from '../../../../../src/engine/handlers/config-check'
import { adviceValues } from '../../../../../src/renderer/features/new-run/advice'
import { formattersFor } from '../../../../../src/renderer/i18n/format'
import chinese from '../../../../../src/renderer/messages/zh-CN/new-run.json'
import english from '../../../../../src/renderer/messages/en/new-run.json'

const dataset: Dataset = {
  id: 'd',
  name: 'birds',
  source: 'imported',
  hash: '0',
  samples: 0,
  features: 4,
  featureNames: [],
  shape: null,
  multiLabel: false,
  classes: [
    { label: 'robin', count: 130 },
    { label: 'owl', count: 5 },
  ],
  labelColumn: 'y',
  attribution: null,
  createdAt: 0,
  removedAt: null,
}
const { data, training } = defaultRunConfig
const config = {
  ...defaultRunConfig,
  data: { ...data, imbalance: 5 },
  training: { ...training, batchSize: 1000, patience: 50, epochs: 10, bestBy: 'accuracy' as const },
}
const split = { train: [100, 3], validation: [30, 2] }
const inFold = { ...config, data: { ...config.data, fold: { index: 1, of: 5 } } }
const warnings = [...configWarnings(config, dataset, split), ...configWarnings(inFold, dataset, split)]

it('advice on labels has words in both languages', () => {
  const scenes = { ...dataset, multiLabel: true }
  const loss = { ...defaultRunConfig.loss, activation: 'sigmoid' as const, alpha: 'balanced' as const }
  const split = { train: [100, 3], validation: [30, 9] }
  const codes = configWarnings({ ...defaultRunConfig, loss }, scenes, split).map(({ code }) => code)
  expect(codes).toEqual(['labels-weighed-not-answers', 'few-training-samples-of-labels'])
  for (const code of codes) {
    expect(Object.keys(english.advice)).toContain(code)
    expect(Object.keys(chinese.advice)).toContain(code)
  }
})

it('advice on the data stayed English in the Chinese form', () => {
  expect([...new Set(warnings.map(({ code }) => code))].sort()).toEqual([
    'batch-larger-than-split',
    'best-by-accuracy',
    'few-training-samples',
    'few-validation-samples',
    'few-validation-samples-of-fold',
    'imbalance-not-reached',
    'majority-baseline',
    'patience-never-acts',
  ])
  for (const warning of warnings) {
    const values = adviceValues(warning, formattersFor('zh-CN'))
    for (const advice of [english.advice, chinese.advice] as Record<string, string>[]) {
      const named = [...(advice[warning.code] ?? '{no words}').matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      expect(named.sort(), warning.code).toEqual(Object.keys(values).sort())
    }
  }
})

it('a share is a percentage, a count has its groups', () => {
  const warning = { code: 'x', message: '', values: { share: 0.9375, samples: 1590, classes: 'owl' } }
  expect(
    adviceValues({ ...warning, values: { classes: 'owl, robin' } }, formattersFor('zh-CN'), '，'),
  ).toEqual({
    classes: 'owl，robin',
  })
  expect(adviceValues(warning, formattersFor('en'))).toEqual({
    share: '93.8%',
    samples: '1,590',
    classes: 'owl',
  })
})
