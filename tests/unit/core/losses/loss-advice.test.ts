import { describe, expect, it } from 'vitest'
import { lossAdvice } from '@core/losses/loss-advice'
import { lossCompanions } from '@shared/config/companions'
import { runConfigSchema, type RunConfigInput } from '@shared/config/run-config'

function advice(config: RunConfigInput): [code: string, path: string][] {
  return lossAdvice(runConfigSchema.parse(config)).map(({ code, path }) => [code, path])
}

describe('advice on stacked corrections', () => {
  const sampling = 'classAware' as const

  it('has nothing to say of any one correction alone', () => {
    expect(advice({ loss: { alpha: 'balanced' } })).toEqual([])
    expect(advice({ loss: { kind: 'ce' }, training: { sampling } })).toEqual([])
    expect(advice({ loss: { kind: 'balancedSoftmax' } })).toEqual([])
    expect(
      advice({ loss: { kind: 'ldam', ...lossCompanions({ kind: 'ldam', activation: 'softmax' }) } }),
    ).toEqual([])
    expect(advice({ loss: { alpha: 0.25 }, training: { sampling } })).toEqual([])
    expect(advice({ loss: { alpha: [2, 2] }, training: { sampling } })).toEqual([])
  })

  it.each(['squareRoot', 'classAware', 'progressive'] as const)(
    'names class weights with sampling %s',
    (scheme) => {
      const stacked = [['weighted-and-sampled', 'training.sampling']]
      expect(advice({ loss: { alpha: 'effective' }, training: { sampling: scheme } })).toEqual(stacked)
      expect(advice({ loss: { alpha: [1, 9] }, training: { sampling: scheme } })).toEqual(stacked)
    },
  )

  it('names all three of weights, sampling and logit adjustment', () => {
    expect(advice({ loss: { kind: 'balancedSoftmax', alpha: 'balanced' }, training: { sampling } })).toEqual([
      ['prior-corrected-twice', 'loss.alpha'],
      ['adjusted-and-sampled', 'training.sampling'],
      ['weighted-and-sampled', 'training.sampling'],
    ])
    expect(advice({ loss: { kind: 'balancedSoftmax', tau: 0 }, training: { sampling } })).toEqual([])
  })

  it('names margins with weights from the first epoch, or with sampling', () => {
    expect(advice({ loss: { kind: 'ldam', alpha: 'effective' } })).toEqual([
      ['margins-and-weighted', 'loss.reweightFrom'],
    ])
    expect(advice({ loss: { kind: 'ldam' }, training: { sampling } })).toEqual([
      ['margins-and-sampled', 'training.sampling'],
    ])
  })
})

it('weights of whole labels said nothing of yes against no', () => {
  const codes = (loss: RunConfigInput['loss']) =>
    lossAdvice(runConfigSchema.parse({ loss: { activation: 'sigmoid', ...loss } }), true).map(
      ({ code }) => code,
    )
  expect(codes({ alpha: 'balanced' })).toEqual(['labels-weighed-not-answers'])
  expect(codes({ alpha: [1, 9], kind: 'ce' })).toEqual(['labels-weighed-not-answers'])
  expect(codes({ alpha: 'balanced', alphaMode: 'positiveNegative' })).toEqual([])
  expect(codes({ alpha: 0.25 })).toEqual([])
  expect(advice({ loss: { activation: 'sigmoid', alpha: 'balanced' } })).toEqual([])
})

describe('advice on schedules', () => {
  it('says what would never happen', () => {
    const epochs = 10
    expect(advice({ loss: { alpha: 'balanced', reweightFrom: 11 }, training: { epochs } })).toEqual([
      ['weights-never-count', 'loss.reweightFrom'],
    ])
    expect(advice({ loss: { reweightFrom: 11 }, training: { epochs } })).toEqual([])
    expect(advice({ loss: { gammaSchedule: 'step', gammaFrom: 20 }, training: { epochs } })).toEqual([
      ['gamma-never-steps', 'loss.gammaFrom'],
    ])
  })

  it('says that a loss whose scale changes does not find the best epoch', () => {
    const expected = [['best-by-changing-loss', 'training.bestBy']]
    const training = { bestBy: 'loss' } as const
    expect(advice({ loss: { gammaSchedule: 'linear' }, training })).toEqual(expected)
    expect(advice({ loss: { alpha: 'balanced', reweightFrom: 0.8 }, training })).toEqual(expected)
    expect(advice({ training })).toEqual([])
  })

  it('calls focal loss with γ = 0 cross-entropy, unless γ grows', () => {
    expect(advice({ loss: { gamma: 0 } })).toEqual([['gamma-zero', 'loss.gamma']])
    expect(advice({ loss: { gamma: 0, gammaSchedule: 'linear', gammaEnd: 2 } })).toEqual([])
  })
})
