import { describe, expect, it } from 'vitest'
import { defaultModels, defaultRunConfig } from '@shared/config/defaults'
import { modelConfigSchema, runConfigSchema } from '@shared/config/run-config'
import { parseWith } from '@shared/config/validate'
import { FocalError } from '@shared/errors'

describe('runConfigSchema', () => {
  it('fills in exactly the defaults that the form starts from', () => {
    expect(runConfigSchema.parse({})).toEqual(defaultRunConfig)
  })

  it.each(Object.values(defaultModels))('fills in the defaults of $kind', (model) => {
    expect(modelConfigSchema.parse({ kind: model.kind })).toEqual(model)
  })

  it.each([
    [{ loss: { gamma: -1 } }, 'loss.gamma', 'at least 0'],
    [{ loss: { gamma: NaN } }, 'loss.gamma', 'must be a number'],
    [{ loss: { kind: 'ldam', activation: 'sigmoid' } }, 'loss.kind', 'not defined for sigmoid'],
    [{ loss: { alpha: 'heavy' } }, 'loss.alpha', 'one of none, balanced'],
    [{ training: { batchSize: 2.5 } }, 'training.batchSize', 'whole number'],
    [{ model: { kind: 'mlp', layers: [] } }, 'model.layers', 'at least one layer'],
    [{ optimiser: {} }, '', 'optimiser'],
  ])('names the field of %j', (input, field, message) => {
    try {
      parseWith(runConfigSchema, input, 'The configuration')
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(FocalError)
      expect((error as FocalError).code).toBe('bad-input')
      expect((error as FocalError).details['field']).toBe(field)
      expect((error as FocalError).message).toContain(message)
    }
  })
})
