import { describe, expect, it } from 'vitest'
import { expandShorthand } from '@shared/config/shorthand'
import { runConfigSchema } from '@shared/config/run-config'

describe('expandShorthand', () => {
  it('reads flags as a nested configuration', () => {
    const request = expandShorthand({ data: 'digits', imbalance: 50, model: 'cnn', loss: 'focal', gamma: 3, lr: 0.01 })
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

  it('names an unknown key', () => {
    expect(() => expandShorthand({ gama: 2 })).toThrow('no field "gama"')
  })

  it('refuses a section that is neither a name nor an object', () => {
    expect(() => expandShorthand({ loss: 3 })).toThrow('loss must be a name or an object')
  })
})
