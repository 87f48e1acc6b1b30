import { expect, test } from 'vitest'
import { runConfigSchema, type RunConfigInput } from '@shared/config/run-config'
import { defaultRunName, lossKindName, uniqueName } from '@core/run-name'

const named = (config: RunConfigInput, dataset = 'digits') =>
  defaultRunName(runConfigSchema.parse(config), dataset)

test('a name tells loss, model, data and what is not usual about them', () => {
  expect(named({ data: { imbalance: 50 } })).toBe('focal γ=2 · mlp · digits ρ=50')
  expect(named({ loss: { kind: 'ce' }, model: { kind: 'linear' } })).toBe('ce · linear · digits')
  expect(named({ loss: { gamma: 0.5, alpha: 'balanced' }, seed: 7 })).toBe(
    'focal γ=0.5 α=balanced · seed 7 · mlp · digits',
  )
  expect(named({ loss: { alpha: [1, 2] }, data: { imbalance: 10, imbalanceShape: 'step' } })).toBe(
    'focal γ=2 α=list · mlp · digits ρ=10 step',
  )
  expect(named({ loss: { activation: 'sigmoid', alpha: 0.25 } })).toBe(
    'sigmoid focal γ=2 α=0.25 · mlp · digits',
  )
  expect(named({ loss: { kind: 'balancedSoftmax', tau: 2 } }, 'birds')).toBe(
    'balancedSoftmax τ=2 · mlp · birds',
  )
  expect(named({ model: { kind: 'custom', name: 'resnet', topology: '{}' } })).toBe(
    'focal γ=2 · resnet · digits',
  )
})

test('a loss is named with its γ over the epochs', () => {
  const kindOf = (loss: RunConfigInput['loss']) => lossKindName(runConfigSchema.parse({ loss }).loss)
  expect(kindOf({ kind: 'ce' })).toBe('ce')
  expect(kindOf({ kind: 'focal', gamma: 2 })).toBe('focal γ=2')
  expect(kindOf({ kind: 'focal', gamma: 2, gammaSchedule: 'linear', gammaEnd: 0.5 })).toBe('focal γ=2→0.5')
  expect(named({ loss: { gammaSchedule: 'step' } })).toBe('focal γ=2→0 · mlp · digits')
})

test('the usual seed is told where it is asked for', () => {
  expect(defaultRunName(runConfigSchema.parse({}), 'digits', { withSeed: true })).toBe(
    'focal γ=2 · seed 1 · mlp · digits',
  )
})

test('a taken name gets the first free number', () => {
  expect(uniqueName('a', [])).toBe('a')
  expect(uniqueName('a', ['a', 'a (3)', 'ab'])).toBe('a (2)')
  expect(uniqueName('a', ['a', 'a (2)'])).toBe('a (3)')
})
