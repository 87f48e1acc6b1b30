import { matchesFilter } from '@core/filter/matches-filter'
import { parseFilter } from '@core/filter/parse-filter'
import { defaultRunConfig } from '@shared/config/defaults'
import { describe, expect, it } from 'vitest'
import { runWith } from './support'

const { loss, model } = defaultRunConfig
const run = runWith({
  name: 'Focal, γ = 2',
  tags: ['baseline', 'long tail'],
  config: { loss: { ...loss, alpha: 'balanced' } },
})
const matches = (filter: string, candidate = run) => matchesFilter(parseFilter(filter), candidate)

describe('matchesFilter', () => {
  it.each([
    '',
    'loss=focal',
    'γ>=2 α=balanced ρ=1 β<1',
    'LOSS = Focal',
    'loss:focal and gamma>=2 and balancedAccuracy>0.9 and tag:baseline',
    'balancedAccuracy>90%',
    'balancedAccuracy=0.92',
    'last.balancedAccuracy<92%',
    'tag="long tail"',
    'alpha=balanced',
    'name~"γ = 2"',
    'focal',
    '"focal, γ"',
    'gamma!=3',
    'layers=128 layers=64',
    'compiled=yes and pinned=no',
    'state!=failed',
    'created=2026-11-24',
    'created>=2026-11-24 and created<2026-11-25',
    'not loss=ce',
    'loss=ce or gamma==2',
    'loss=ce and gamma=1 or state=done',
    '(loss=ce or loss=focal) and not (state=failed or state=stopped)',
    'best.epoch=8',
    'lr<=.001',
    'dataset:digits',
    'fold!=1 and folds!=5',
  ])('holds: %s', (filter) => {
    expect(matches(filter)).toBe(true)
  })

  it.each([
    'loss=ce',
    'gamma<2',
    'gamma>2',
    'tag=base',
    'tag!=baseline',
    'name~ce',
    'not focal',
    'created=2026-11-23',
    'created<2026-11-24',
    'loss=focal and (gamma=1 or gamma=3)',
    'not loss=focal or state=failed',
  ])('does not hold: %s', (filter) => {
    expect(matches(filter)).toBe(false)
  })

  it('finds nothing but != in what a run does not have yet', () => {
    const waiting = runWith({ state: 'queued', best: null, last: null, backend: null })
    expect(matches('accuracy>0', waiting)).toBe(false)
    expect(matches('accuracy<=0', waiting)).toBe(false)
    expect(matches('accuracy!=1', waiting)).toBe(true)
    expect(matches('backend=wasm', waiting)).toBe(false)
    expect(matches('dropout=0', runWith({ config: { model: { kind: 'linear', l2: 0 } } }))).toBe(false)
  })

  it('reads alpha as a scheme, a number, or numbers by class', () => {
    const weighted = (alpha: number | number[]) => runWith({ config: { loss: { ...loss, alpha } } })
    expect(matches('alpha=0.25', weighted(0.25))).toBe(true)
    expect(matches('alpha<1', weighted(0.25))).toBe(true)
    expect(matches('alpha=5', weighted([1, 5]))).toBe(true)
    expect(matches('alpha>=0', run)).toBe(false)
  })

  it('knows the model from its kind', () => {
    expect(matches('model=mlp', runWith({ config: { model } }))).toBe(true)
    expect(matches('model=cnn', runWith({ config: { model } }))).toBe(false)
  })
})

it('finds the folds of a cross-validation', () => {
  const data = { ...defaultRunConfig.data, fold: { index: 2, of: 5 } }
  const fold = runWith({ config: { data } })
  expect(['fold=2', 'fold>1 and folds=5'].every((filter) => matches(filter, fold))).toBe(true)
  expect(matches('fold=1', fold)).toBe(false)
  expect(matches('fold>0')).toBe(false)
})
