import { describe, expect, it } from 'vitest'
import { defaultModels, defaultRunConfig } from '@shared/config/defaults'
import type { RunConfig } from '@shared/config/run-config'
import english from '../../../../src/renderer/messages/en/new-run.json'
import commonEnglish from '../../../../src/renderer/messages/en/common.json'
import partsEnglish from '../../../../src/renderer/messages/en/parts.json'
import { configFields, configRows, gammaCourse, sameLoss } from '../../../../src/renderer/parts/config-fields'
import { fieldLabels } from '../../../../src/renderer/i18n/field-labels'

function withLoss(loss: Partial<RunConfig['loss']>): RunConfig {
  return { ...defaultRunConfig, loss: { ...defaultRunConfig.loss, ...loss } }
}
const paths = (config: RunConfig): string[] => configFields(config, 'digits').map(({ path }) => path)

describe('configFields', () => {
  it('leaves out what had no part in the result', () => {
    expect(paths(withLoss({ kind: 'ce' }))).not.toContain('loss.gamma')
    expect(paths(withLoss({ kind: 'focal' }))).toContain('loss.gamma')
    expect(paths(withLoss({ alpha: 'balanced' }))).not.toContain('loss.beta')
    expect(paths(withLoss({ alpha: 'effective' }))).toContain('loss.beta')
    expect(paths(withLoss({ kind: 'balancedSoftmax' }))).toContain('loss.tau')
    expect(paths(withLoss({}))).not.toContain('loss.gammaEnd')
    expect(paths(withLoss({ gammaSchedule: 'linear' }))).toContain('loss.gammaEnd')
    expect(paths(withLoss({ gammaSchedule: 'linear' }))).not.toContain('loss.gammaFrom')
    expect(paths(withLoss({}))).not.toContain('loss.reweightFrom')
    expect(paths(withLoss({ alpha: 'balanced' }))).toContain('loss.reweightFrom')
    expect(paths(withLoss({}))).not.toContain('loss.priorProbability')
  })

  it('shows the data set by its name', () => {
    expect(configFields(defaultRunConfig, 'my data')[0]).toMatchObject({
      path: 'data.dataset',
      value: 'my data',
    })
  })

  it('has a label that the messages know for every setting of every model', () => {
    const messages: Record<string, unknown> = {
      'new-run': english,
      common: commonEnglish,
      parts: partsEnglish,
    }
    const models = [
      ...Object.values(defaultModels),
      { kind: 'custom' as const, name: 'mine', topology: '{}' },
    ]
    const all = models.flatMap((model) =>
      paths({ ...withLoss({ alpha: 'effective', kind: 'balancedSoftmax' }), model }),
    )
    for (const path of [
      ...all,
      'loss.gamma',
      'data.imbalanceShape',
      'optimizer.momentum',
      'optimizer.decay',
    ]) {
      const label = (fieldLabels[path] ?? '')
        .split('.')
        .reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], messages)
      expect(label, path).toBeTypeOf('string')
    }
  })
})

describe('configRows', () => {
  const focal = withLoss({ kind: 'focal', gamma: 2 })
  const plain = withLoss({ kind: 'ce', gamma: 5 })
  const rows = configRows([focal, plain].map((config) => configFields(config, 'digits')))

  it('tells what differs, and has undefined where a run has no such setting', () => {
    const different = rows.filter(({ differs }) => differs)
    expect(different.map(({ path }) => path)).toEqual(['loss.kind', 'loss.gamma', 'loss.gammaSchedule'])
    expect(different[1]?.values).toEqual([2, undefined])
  })

  it('compares lists by what is in them', () => {
    const again = configRows([focal, structuredClone(focal)].map((config) => configFields(config, 'digits')))
    expect(again.some(({ differs }) => differs)).toBe(false)
  })

  it('keeps the order of the form', () => {
    const sections = rows.map(({ section }) => section)
    expect(sections).toEqual([...sections].sort((a, b) => order.indexOf(a) - order.indexOf(b)))
  })
  const order = ['data', 'model', 'loss', 'optimizer', 'training']
})

describe('gammaCourse', () => {
  it('a γ that changes was shown as if it stayed', () => {
    const { loss } = withLoss({ gamma: 2, gammaSchedule: 'linear', gammaEnd: 0 })
    expect(gammaCourse(loss)).toEqual([2, 0])
    expect(gammaCourse({ ...loss, gammaSchedule: 'constant' })).toEqual([2])
    expect(gammaCourse({ ...loss, kind: 'ce' })).toBeNull()
  })
})

describe('sameLoss', () => {
  it('takes cross-entropy for the same whatever its unused γ', () => {
    expect(sameLoss(withLoss({ kind: 'ce', gamma: 1 }).loss, withLoss({ kind: 'ce', gamma: 2 }).loss)).toBe(
      true,
    )
    expect(sameLoss(withLoss({ gamma: 1 }).loss, withLoss({ gamma: 2 }).loss)).toBe(false)
    expect(sameLoss(withLoss({ alpha: 'none' }).loss, withLoss({ alpha: 'balanced' }).loss)).toBe(false)
  })
})
