import { expect, test } from 'vitest'
import { runConfigSchema, type RunConfigInput } from '@shared/config/run-config'
import type { Dataset } from '@shared/domain/dataset'
import { configWarnings, datasetIssues } from '../../../../src/engine/handlers/config-check'

const table = (counts: number[], shape: Dataset['shape'] = null): Dataset => ({
  id: 'd',
  name: 'birds',
  source: 'imported',
  hash: '0',
  samples: 0,
  features: 64,
  featureNames: [],
  multiLabel: false,
  shape,
  classes: counts.map((count, c) => ({ label: `c${c}`, count })),
  labelColumn: 'y',
  attribution: null,
  createdAt: 0,
  removedAt: null,
})

const issues = (config: RunConfigInput, dataset = table([50, 50])) =>
  datasetIssues(runConfigSchema.parse(config), dataset)

function warnings(config: RunConfigInput, train = [40, 40], validation = [10, 10]): string[] {
  const dataset = table(train.map((count, c) => count + validation[c]!))
  return configWarnings(runConfigSchema.parse(config), dataset, { train, validation }).map(({ code }) => code)
}

test('what a data set cannot be trained with is an issue of its field', () => {
  expect(issues({ loss: { alpha: [1, 2, 3] } })).toEqual([
    {
      path: 'loss.alpha',
      code: 'weight-per-class',
      message: 'has 3 numbers, but birds has 2 classes; give one number a class',
      values: { count: 3, classes: 2, dataset: 'birds' },
    },
  ])
  expect(issues({ loss: { alpha: [0, 0] } })[0]).toMatchObject({ path: 'loss.alpha' })
  expect(issues({ loss: { alpha: 0 } })[0]).toMatchObject({ path: 'loss.alpha' })
  expect(issues({ loss: { alpha: 0, activation: 'sigmoid', alphaMode: 'positiveNegative' } })).toEqual([])
  expect(issues({ model: { kind: 'cnn' } })[0]).toMatchObject({
    path: 'model.kind',
    message: expect.stringContaining('is a table') as string,
  })
  expect(issues({ model: { kind: 'custom', name: 'x', topology: '{broken' } })[0]).toMatchObject({
    path: 'model.topology',
  })
  expect(issues({ model: { kind: 'cnn' } }, table([9, 9], [8, 8, 1]))).toEqual([])
  expect(issues({ loss: { alpha: [1, 2] } })).toEqual([])
})

test('a configuration without oddities has no warning', () => {
  expect(
    warnings({ loss: { kind: 'focal', gamma: 2, alpha: 'balanced' } }, [40, 40, 40], [10, 10, 10]),
  ).toEqual([])
})

test('balanced softmax with unequal class weights corrects the prior twice', () => {
  const stacked = (alpha: 'balanced' | 'effective' | number | number[] | 'none', tau = 1) =>
    warnings({ loss: { kind: 'balancedSoftmax', alpha, tau } }, [40, 40, 40], [10, 10, 10])
  expect(stacked('balanced')).toEqual(['prior-corrected-twice'])
  expect(stacked([1, 2, 3])).toEqual(['prior-corrected-twice'])
  expect(stacked('none')).toEqual([])
  expect(stacked(2)).toEqual([])
  expect(stacked([2, 2, 2])).toEqual([])
  expect(stacked('effective', 0)).toEqual([])
})

test('oddities of training are said', () => {
  const counts = [
    [40, 40, 40],
    [10, 10, 10],
  ] as const
  const of = (config: RunConfigInput) => warnings(config, [...counts[0]], [...counts[1]])
  expect(of({ training: { batchSize: 121 } })).toEqual(['batch-larger-than-split'])
  expect(of({ training: { batchSize: 120 } })).toEqual([])
  expect(of({ training: { epochs: 5, patience: 5 } })).toEqual(['patience-never-acts'])
  expect(of({ loss: { kind: 'focal', gamma: 0 } })).toEqual(['gamma-zero'])
})

test('imbalance is said where it misleads', () => {
  expect(warnings({ training: { bestBy: 'accuracy' } }, [50, 10, 50], [10, 10, 10])).toEqual([
    'best-by-accuracy',
  ])
  expect(warnings({}, [50, 10, 50], [10, 10, 10])).toEqual([])
  expect(warnings({}, [90, 10], [90, 10])).toEqual(['majority-baseline'])
  expect(warnings({ data: { imbalance: 20 } }, [50, 10, 5], [10, 10, 10])).toEqual(['imbalance-not-reached'])
})

test('two balanced classes were said to be guessed', () => {
  expect(warnings({}, [40, 40], [10, 10])).toEqual([])
  expect(warnings({}, [40, 41], [10, 11])).toEqual([])
})

test('classes with few samples are named, not more than five of them', () => {
  const train = [40, 4, 3, 2, 1, 1, 1]
  const result = configWarnings(runConfigSchema.parse({}), table(train), {
    train,
    validation: train.map(() => 9),
  })
  expect(result).toEqual([
    {
      code: 'few-training-samples',
      message: expect.stringContaining('c1, c2, c3, c4, c5, …') as string,
      values: { classes: 'c1, c2, c3, c4, c5, …', least: 5 },
    },
  ])
  expect(warnings({}, [40, 40, 40], [9, 9, 4])).toEqual(['few-validation-samples'])
  expect(warnings({ data: { fold: { index: 1, of: 5 } } }, [40, 40, 40], [9, 9, 4])).toEqual([
    'few-validation-samples-of-fold',
  ])
})

test('a class without validation samples was said to have fewer than five', () => {
  const split = { train: [40, 40, 40], validation: [9, 0, 3] }
  expect(configWarnings(runConfigSchema.parse({}), table(split.train), split).at(-1)).toMatchObject({
    code: 'few-validation-samples',
    message: expect.stringContaining('Fewer than 5 validation samples: c1 (none), c2.') as string,
    values: { classes: 'c1 (0), c2' },
  })
})

test('samples with several labels are trained with sigmoids, and without a long tail', () => {
  const scenes: Dataset = { ...table([50, 9]), multiLabel: true }
  const refused = (config: RunConfigInput) =>
    issues(config, scenes).map(({ path, code }) => `${path} ${code}`)
  expect(refused({ loss: { activation: 'sigmoid' } })).toEqual([])
  expect(refused({})).toEqual(['loss.activation labels-need-sigmoid'])
  expect(refused({ loss: { kind: 'ldam' } })).toEqual(['loss.kind labels-need-other-loss'])
  expect(refused({ loss: { activation: 'sigmoid' }, data: { imbalance: 5 } })).toEqual([
    'data.imbalance labels-have-no-tail',
  ])
  expect(issues({ loss: { activation: 'sigmoid', alpha: [1, 2, 3] } }, scenes)).toMatchObject([
    { code: 'weight-per-label', message: 'has 3 numbers, but birds has 2 labels; give one number a label' },
  ])
  expect(issues({ loss: { activation: 'sigmoid', alpha: 0 } }, scenes)).toMatchObject([
    { code: 'all-label-weights-zero' },
  ])
  expect(issues({}, scenes)[0]!.message).toContain('choose sigmoid, with the loss ce, focal or asymmetric')
})

test('the largest of several labels is no baseline, and samples are counted once', () => {
  const scenes: Dataset = { ...table([50, 50]), multiLabel: true }
  const config = runConfigSchema.parse({
    loss: { activation: 'sigmoid' },
    training: { batchSize: 60, bestBy: 'accuracy' },
  })
  const split = { train: [45, 8], validation: [45, 8], samples: { train: 50, validation: 50 } }
  expect(configWarnings(config, scenes, split).map(({ code }) => code)).toEqual(['batch-larger-than-split'])
})

test('labels were called classes, with the advice to thin them out', () => {
  const scenes: Dataset = { ...table([50, 4]), multiLabel: true }
  const config = runConfigSchema.parse({ loss: { activation: 'sigmoid', alpha: 'balanced' } })
  const split = { train: [45, 3], validation: [45, 8], samples: { train: 50, validation: 50 } }
  const [weights, few] = configWarnings(config, scenes, split)
  expect(weights).toMatchObject({ code: 'labels-weighed-not-answers', path: 'loss.alpha' })
  expect(few).toMatchObject({
    code: 'few-training-samples-of-labels',
    message:
      'Fewer than 5 training samples: c1. Bring more samples that have them, or expect little of these labels.',
  })
})
