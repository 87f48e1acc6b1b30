import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { RunConfigInput } from '@shared/config/run-config'
import { buildTrainer } from './support/build-trainer'
import { digitsLike } from './support/data'
import { digitsOf, TrainerBench } from './support/run-trainer'

// Each test starts processes, which takes long where the machine is busy.
vi.setConfig({ testTimeout: 180_000 })

let bench: TrainerBench

beforeAll(async () => {
  bench = await TrainerBench.create(await buildTrainer(), digitsLike({ samples: 600 }))
})
afterAll(() => bench.clean())

const training = { epochs: 2, batchSize: 50 }
const configs: [name: string, backend: string, config: RunConfigInput][] = [
  [
    'mlp with dropout and batch-norm',
    'tensorflow',
    { model: { kind: 'mlp', layers: [300, 100], dropout: 0.3, batchNorm: true, l2: 0.001 }, training },
  ],
  [
    'large mlp, on all threads',
    'tensorflow',
    { model: { kind: 'mlp', layers: [640, 640] }, training: { epochs: 1, batchSize: 50 } },
  ],
  [
    'cnn with dropout and batch-norm, on all threads',
    'tensorflow',
    {
      model: { kind: 'cnn', dropout: 0.3, batchNorm: true },
      loss: { kind: 'ce', labelSmoothing: 0.1 },
      training,
    },
  ],
  [
    'mlp with dropout',
    'wasm',
    { model: { kind: 'mlp', dropout: 0.3 }, loss: { alpha: 'balanced' }, training },
  ],
  ['cnn', 'wasm', { model: { kind: 'cnn', dropout: 0.3 }, optimizer: { kind: 'rmsprop' }, training }],
]

describe('the same configuration, data, seed and backend', () => {
  it.each(configs)('give the same digits in two processes: %s, %s', async (_, backend, config) => {
    const first = await bench.run({ backend, config })
    const second = await bench.run({ backend, config })
    expect(first.exitCode).toBe(0)
    expect(digitsOf(second)).toEqual(digitsOf(first))
  })

  it('but another seed gives other digits', async () => {
    const first = await bench.run({ config: { training, seed: 1, data: { splitSeed: 1 } } })
    const second = await bench.run({ config: { training, seed: 2, data: { splitSeed: 1 } } })
    expect(digitsOf(second)).not.toEqual(digitsOf(first))
  })
})
