import { expect, test } from 'vitest'
import { configDifference } from '@core/compare/config-difference'
import { runConfigSchema } from '@shared/config/run-config'

const config = (input: unknown) => runConfigSchema.parse(input)

test('equal configurations do not differ', () => {
  expect(configDifference([config({}), config({}), config({})])).toEqual([])
  expect(configDifference([config({})])).toEqual([])
})

test('fields that differ come with the value of every run, in order', () => {
  const configs = [
    { loss: { gamma: 0 }, seed: 1 },
    { loss: { gamma: 2 }, seed: 1 },
    { loss: { gamma: 2 }, seed: 5 },
  ]
  expect(configDifference(configs.map(config))).toEqual([
    { path: 'loss.gamma', values: [0, 2, 2] },
    { path: 'seed', values: [1, 1, 5] },
  ])
})

test('a list is one value, and null is a value', () => {
  const configs = [
    { loss: { alpha: [1, 2] }, training: { patience: 3 } },
    { loss: { alpha: [1, 3] }, training: { patience: null } },
  ]
  expect(configDifference(configs.map(config))).toEqual([
    {
      path: 'loss.alpha',
      values: [
        [1, 2],
        [1, 3],
      ],
    },
    { path: 'training.patience', values: [3, null] },
  ])
})

test('a fold beside none was a row of nulls beside those of its fields', () => {
  const folds = [null, { index: 1, of: 5 }, { index: 2, of: 5 }]
  expect(configDifference(folds.map((fold) => config({ data: { fold } })))).toEqual([
    { path: 'data.fold.index', values: [undefined, 1, 2] },
    { path: 'data.fold.of', values: [undefined, 5, 5] },
  ])
})

test('a field that only one kind of model has differs', () => {
  const difference = configDifference([
    config({ model: { kind: 'linear' } }),
    config({ model: { kind: 'mlp' } }),
  ])
  expect(difference).toContainEqual({ path: 'model.kind', values: ['linear', 'mlp'] })
  expect(difference).toContainEqual({ path: 'model.layers', values: [undefined, [128, 64]] })
  expect(difference.map(({ path }) => path)).not.toContain('model.l2')
})
