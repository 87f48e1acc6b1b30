import { describe, expect, it } from 'vitest'
import { expandShorthand } from '@shared/config/shorthand'
import { runConfigSchema } from '@shared/config/run-config'

describe('expandShorthand', () => {
  it('reads flags as a nested configuration', () => {
    const request = expandShorthand({
      data: 'digits',
      imbalance: 50,
      model: 'cnn',
      loss: 'focal',
      gamma: 3,
      lr: 0.01,
    })
    const config = runConfigSchema.parse(request.config)
    expect(config.data).toMatchObject({ dataset: 'digits', imbalance: 50 })
    expect(config.model).toMatchObject({ kind: 'cnn', filters: [16, 32] })
    expect(config.loss).toMatchObject({ kind: 'focal', gamma: 3 })
    expect(config.optimizer.learningRate).toBe(0.01)
  })

  it('lets flags override a nested file, field by field', () => {
    const file = { loss: { kind: 'focal', gamma: 5, alpha: 'balanced' }, training: { epochs: 30 }, seed: 7 }
    const config = runConfigSchema.parse(expandShorthand(file, { gamma: 1, seed: 8 }).config)
    expect(config.loss).toMatchObject({ kind: 'focal', gamma: 1, alpha: 'balanced' })
    expect(config.training.epochs).toBe(30)
    expect(config.seed).toBe(8)
  })

  it('reads back the configuration that a run reports, under `config`', () => {
    const config = runConfigSchema.parse({ loss: { gamma: 4 }, model: { kind: 'linear' } })
    expect(runConfigSchema.parse(expandShorthand({ config }).config)).toEqual(config)
  })

  it('keeps what describes the run out of the configuration', () => {
    const request = expandShorthand({ name: 'a', tag: 'x', label: 'y' }, { tags: ['z'] })
    expect(request).toEqual({ config: {}, name: 'a', label: 'y', tags: ['x', 'z'] })
  })

  it('knows flags as they are typed', () => {
    const typed = {
      'label-smoothing': 0.1,
      'imbalance-shape': 'step',
      'validation-fraction': 0.3,
      'kernel-size': 5,
      'no-compile': true,
      'no-standardize': false,
      lr: 0.01,
    }
    expect(expandShorthand(typed).config).toEqual({
      data: { imbalanceShape: 'step', validationFraction: 0.3, standardize: true },
      model: { kernelSize: 5 },
      loss: { labelSmoothing: 0.1 },
      optimizer: { learningRate: 0.01 },
      training: { compile: false },
    })
    expect(() => expandShorthand({ 'no-compile': 'yes' })).toThrow('no-compile must be true or false')
    expect(() => expandShorthand({ 'no-gamma': true })).toThrow('no field "no-gamma"')
  })

  it('took the last of two names of one field without a word', () => {
    expect(() => expandShorthand({ lr: 1, 'learning-rate': 2 })).toThrow(
      '"lr" and "learning-rate" are the same field; keep one of them.',
    )
    expect(() => expandShorthand({ compile: true, 'no-compile': true })).toThrow('are the same field')
    expect(expandShorthand({ lr: 1 }, { learningRate: 2 }).config).toEqual({ optimizer: { learningRate: 2 } })
  })

  it('takes no field from what every object has', () => {
    expect(() => expandShorthand({ constructor: 2 })).toThrow('no field "constructor"')
  })

  it('names an unknown key', () => {
    expect(() => expandShorthand({ gama: 2 })).toThrow('no field "gama"')
  })

  it('refuses a section that is neither a name nor an object', () => {
    expect(() => expandShorthand({ loss: 3 })).toThrow('loss must be a name or an object')
  })
})
