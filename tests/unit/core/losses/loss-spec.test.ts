import { resolveLossSpec, type LossSpec } from '@core/losses/loss-spec'
import { defaultRunConfig } from '@shared/config/defaults'
import { describe, expect, it } from 'vitest'
import { errorOf } from '../support'

describe('resolveLossSpec', () => {
  it('fills in the defaults', () => {
    const { kind, activation, gamma, alpha, labelSmoothing, reduction } = resolveLossSpec({}, 3)
    expect({ kind, activation, gamma, alpha, labelSmoothing, reduction }).toEqual({
      kind: 'focal',
      activation: 'softmax',
      gamma: 2,
      alpha: 'none',
      labelSmoothing: 0,
      reduction: 'mean',
    })
  })

  it("takes a run's loss as it is, and has the same defaults", () => {
    expect(resolveLossSpec(defaultRunConfig.loss, 3)).toMatchObject(resolveLossSpec({}, 3))
  })

  it.each<[unknown, string]>([
    [{ gamma: -1 }, 'gamma is -1; it must be a number of at least 0.'],
    [{ gamma: NaN }, 'gamma is NaN; it must be a number of at least 0.'],
    [{ gamma: '2' }, 'gamma is "2"; it must be a number of at least 0.'],
    [{ gamma: null }, 'gamma is null; it must be a number of at least 0.'],
    [{ alpha: -0.5 }, 'alpha is -0.5; it must be a number of at least 0.'],
    [{ alpha: [1, 2] }, 'alpha has 2 numbers, but logits have 3 classes.'],
    [{ alpha: [1, 2, -3] }, 'alpha[2] is -3; it must be a number of at least 0.'],
    [{ alpha: [1, 2, 'x'] }, 'alpha[2] is "x"; it must be a number of at least 0.'],
    [{ alpha: {} }, 'alpha is {}, not one number a class.'],
    [
      { alpha: 'balance' },
      'alpha is "balance"; it must be one of none, balanced, inverseSquareRoot, effective.',
    ],
    [{ beta: 1 }, 'beta is 1; it must be at least 0 and below 1.'],
    [{ labelSmoothing: 1 }, 'labelSmoothing is 1; it must be at least 0 and below 1.'],
    [{ scale: 0 }, 'scale is 0; it must be above 0.'],
    [{ reduction: 'average' }, 'reduction is "average"; it must be one of mean, weightedMean, sum, none.'],
    [{ activation: 'relu' }, 'activation is "relu"; it must be one of softmax, sigmoid.'],
    [
      { kind: 'hinge' },
      'kind is "hinge"; it must be one of ce, focal, flsd53, ldam, balancedSoftmax, asymmetric.',
    ],
    [
      { kind: 'asymmetric' },
      'kind is "asymmetric"; it must be one of ce, focal, flsd53, ldam, balancedSoftmax for softmax.',
    ],
    [
      { activation: 'sigmoid', kind: 'ldam' },
      'kind is "ldam"; it must be one of ce, focal, asymmetric for sigmoid.',
    ],
    [{ alphaMode: 'positiveNegative', alpha: 0.5 }, 'alphaMode positiveNegative needs activation sigmoid.'],
    [
      { activation: 'sigmoid', alphaMode: 'positiveNegative', alpha: 1.5 },
      'alpha is 1.5; it must be at least 0 and at most 1.',
    ],
    [
      { activation: 'sigmoid', alphaMode: 'positiveNegative', alpha: 'none' },
      'alphaMode positiveNegative needs alpha: a number, one number a class, or a scheme such as balanced.',
    ],
    [
      { activation: 'sigmoid', alphaMode: 'positiveNegative', alpha: 'balanced', classCounts: [1, 2, 3] },
      'alpha balanced with alphaMode positiveNegative needs sampleCount beside classCounts: the samples that they were counted in.',
    ],
    [{ sampleCount: 9 }, 'sampleCount goes with classCounts; give those too, or leave it out.'],
    [
      { classCounts: [1, 2, 3], sampleCount: 2 },
      'sampleCount is 2; it must be the number of samples, at least the 3 of the largest class.',
    ],
    [
      { classCounts: [1, 2, 3], sampleCount: 'all' },
      'sampleCount is "all"; it must be the number of samples, at least the 3 of the largest class.',
    ],
    [{ classCounts: [1, 2] }, 'classCounts has 2 numbers, but logits have 3 classes.'],
    [{ classCounts: [1, -2, 3] }, 'classCounts[1] is -2, not a number from 0.'],
    [{ classCounts: [0, 0, 0] }, 'classCounts has no class with samples.'],
  ])('refuses %j', (spec, message) => {
    const error = errorOf(() => resolveLossSpec(spec as LossSpec, 3))
    expect(error.code).toBe('bad-input')
    expect(error.message).toBe(message)
    expect(typeof error.details['field']).toBe('string')
  })

  it('refuses softmax over one class', () => {
    expect(errorOf(() => resolveLossSpec({}, 1)).message).toMatch('softmax needs at least 2 classes')
  })
})
