import { expect, test } from 'vitest'
import { runConfigSchema, type RunConfig } from '@shared/config/run-config'
import { configHash } from '../../../../src/engine/handlers/config-hash'

const config = runConfigSchema.parse({})

test('the order of keys does not matter, every value does', () => {
  const reversed = Object.fromEntries(Object.entries(config).reverse()) as RunConfig
  expect(configHash(reversed)).toBe(configHash(config))
  expect(configHash({ ...config, seed: 2 })).not.toBe(configHash(config))
  expect(configHash(runConfigSchema.parse({ model: { kind: 'mlp', layers: [64, 128] } }))).not.toBe(
    configHash(runConfigSchema.parse({ model: { kind: 'mlp', layers: [128, 64] } })),
  )
  expect(configHash(config)).toMatch(/^[0-9a-f]{64}$/)
})
