import { describe, expect, it } from 'vitest'
import { defaultModels, defaultRunConfig } from '@shared/config/defaults'
import type { RunConfig } from '@shared/config/run-config'
import {
  changedInFold,
  defaultOf,
  isFolded,
} from '../../../../../src/renderer/features/new-run/field-defaults'
import { changeDataset, changeLossKind } from '../../../../../src/renderer/features/new-run/loss-choices'

const folds = ['data', 'model', 'loss', 'training'] as const

function changed(change: (config: RunConfig) => void): string[] {
  const config = structuredClone(defaultRunConfig)
  change(config)
  return folds.flatMap((fold) => changedInFold(fold, config))
}

describe('what was changed in a fold', () => {
  it('is nothing in a new form, whichever model it has', () => {
    expect(changed(() => undefined)).toEqual([])
    for (const model of Object.values(defaultModels)) {
      expect(changed((config) => (config.model = structuredClone(model)))).toEqual([])
    }
  })

  it('counted what several-label data demands', () => {
    const config = structuredClone(defaultRunConfig)
    changeDataset(config, false, { id: 'scenes', multiLabel: true })
    expect(folds.flatMap((fold) => changedInFold(fold, config, true))).toEqual([])
    config.loss.labelSmoothing = 0.1
    expect(folds.flatMap((fold) => changedInFold(fold, config, true))).toEqual(['loss.labelSmoothing'])
  })

  it('is every setting in it that is another than by default', () => {
    expect(
      changed(({ data, loss, training, optimizer }) => {
        data.fold = { index: 1, of: 5 }
        data.standardize = false
        loss.labelSmoothing = 0.1
        training.patience = 5
        optimizer.kind = 'sgd'
      }),
    ).toEqual(['data.fold', 'data.standardize', 'loss.labelSmoothing', 'optimizer.kind', 'training.patience'])
  })

  it('is not what stands in view, nor what decides nothing', () => {
    expect(
      changed(({ data, loss, training }) => {
        data.imbalance = 50
        training.epochs = 3
        loss.kind = 'ce'
        loss.gammaSchedule = 'linear'
        loss.reweightFrom = 3
      }),
    ).toEqual([])
  })

  it('is not what a loss brings along, but what was changed of it', () => {
    const ldam = changeLossKind(defaultRunConfig.loss, 'ldam')
    expect(changed((config) => (config.loss = ldam))).toEqual([])
    expect(changed((config) => (config.loss = { ...ldam, reweightFrom: 1 }))).toEqual(['loss.reweightFrom'])
  })
})

it('a problem within a field is in the fold that has the field', () => {
  expect(isFolded('data', defaultRunConfig, 'data.fold.index')).toBe(true)
  expect(isFolded('data', defaultRunConfig, 'data.imbalance')).toBe(false)
  expect(isFolded('model', defaultRunConfig, 'model.activation')).toBe(false)
  expect(isFolded('model', { ...defaultRunConfig, model: defaultModels.cnn }, 'model.activation')).toBe(true)
})

it('the default of a field is that of its model and its loss', () => {
  expect(defaultOf(defaultRunConfig, 'seed')).toBe(1)
  expect(defaultOf(defaultRunConfig, 'model.layers')).toEqual([128, 64])
  expect(defaultOf(defaultRunConfig, 'model.filters')).toBeUndefined()
  const ldam = { ...defaultRunConfig, loss: changeLossKind(defaultRunConfig.loss, 'ldam') }
  expect(defaultOf(ldam, 'loss.reweightFrom')).toBe(0.8)
})
