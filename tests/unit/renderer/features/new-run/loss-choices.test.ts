import { describe, expect, it } from 'vitest'
import { defaultRunConfig } from '@shared/config/defaults'
import { lossConfigSchema } from '@shared/config/run-config'
import {
  changeActivation,
  changeDataset,
  changeLabels,
  changeLossKind,
} from '../../../../../src/renderer/features/new-run/loss-choices'

const standard = defaultRunConfig.loss
const deferred = { alpha: 'effective', beta: 0.9999, reduction: 'weightedMean', reweightFrom: 0.8 } as const

describe('another kind of loss', () => {
  it('brings deferred re-weighting with LDAM, and takes it away again', () => {
    const ldam = changeLossKind(standard, 'ldam')
    expect(ldam).toEqual({ ...standard, kind: 'ldam', ...deferred })
    expect(changeLossKind(ldam, 'focal')).toEqual(standard)
  })

  it('leaves weights that a person chose', () => {
    const balanced = { ...standard, alpha: 'balanced' as const }
    expect(changeLossKind(balanced, 'ldam')).toEqual({ ...balanced, kind: 'ldam' })
    const changed = { ...changeLossKind(standard, 'ldam'), reweightFrom: 0.5 }
    expect(changeLossKind(changed, 'ce')).toEqual({ ...changed, kind: 'ce' })
  })
})

describe('another activation', () => {
  it('starts sigmoid outputs low, but for the asymmetric loss', () => {
    const sigmoid = changeActivation(standard, 'sigmoid')
    expect(sigmoid).toEqual({ ...standard, activation: 'sigmoid', priorProbability: 0.01 })
    expect(changeLossKind(sigmoid, 'asymmetric').priorProbability).toBe(0.5)
    expect(changeActivation(sigmoid, 'softmax')).toEqual(standard)
  })

  it('never leaves a loss that the schema refuses', () => {
    const losses = [
      changeActivation(changeLossKind(standard, 'ldam'), 'sigmoid'),
      changeActivation(
        { ...changeActivation(standard, 'sigmoid'), alpha: 0.25, alphaMode: 'positiveNegative' },
        'softmax',
      ),
    ]
    for (const loss of losses) expect(lossConfigSchema.parse(loss)).toEqual(loss)
  })
})

describe('data whose samples may have several labels', () => {
  it('brings sigmoids that start even, and takes them away again', () => {
    const sigmoid = changeLabels(standard, false, true)
    expect(sigmoid).toEqual({ ...standard, activation: 'sigmoid' })
    expect(changeLossKind(sigmoid, 'ce', true).priorProbability).toBe(0.5)
    expect(changeLabels(sigmoid, true, false)).toEqual(standard)
    expect(changeLabels(changeActivation(standard, 'sigmoid'), false, true).priorProbability).toBe(0.5)
  })

  it('has another loss where sigmoids do not have the one there was', () => {
    expect(changeLabels(changeLossKind(standard, 'ldam'), false, true)).toEqual({
      ...standard,
      activation: 'sigmoid',
    })
  })

  it('leaves the loss where nothing changes', () => {
    const chosen = changeActivation(standard, 'sigmoid')
    expect(changeLabels(chosen, false, false)).toBe(chosen)
    expect(changeLabels(chosen, true, true)).toBe(chosen)
  })
})

describe('other data', () => {
  it('kept softmax and ρ for several labels, and sigmoid for classes', () => {
    const config = structuredClone(defaultRunConfig)
    config.data.imbalance = 50
    changeDataset(config, false, { id: 'scenes', multiLabel: true })
    expect(config.loss.activation).toBe('sigmoid')
    expect(config.data).toEqual({ ...defaultRunConfig.data, dataset: 'scenes' })
    changeDataset(config, true, { id: 'digits', multiLabel: false })
    expect(config).toEqual(defaultRunConfig)
  })

  it('mends softmax where the data before has several labels, too', () => {
    expect(changeLabels(standard, true, true).activation).toBe('sigmoid')
  })
})
