import { beforeAll, describe, expect, it, vi } from 'vitest'
import { lossKinds, sigmoidLossKinds } from '@shared/config/choices'
import type { RunConfigInput } from '@shared/config/run-config'
import type { EpochRecord } from '@shared/domain/metrics'
import { testedBackends, useBackend } from '../../unit/trainer/support/backends'
import { digitsLike } from './support/data'
import { trainInProcess } from './support/train-in-process'

// Training takes long where the machine is busy.
vi.setConfig({ testTimeout: 180_000 })

const content = digitsLike({ samples: 1000 })

async function lastEpoch(config: RunConfigInput): Promise<EpochRecord> {
  return (await trainInProcess(content, config)).at(-1)!
}

async function accuracyAfterTraining(config: RunConfigInput): Promise<number> {
  return (await lastEpoch(config)).validation.balancedAccuracy
}

const models: RunConfigInput['model'][] = [
  { kind: 'linear' },
  { kind: 'mlp' },
  { kind: 'mlp', activation: 'gelu', dropout: 0.2, batchNorm: true },
  { kind: 'cnn', filters: [8, 16], dense: 32 },
  { kind: 'cnn', filters: [8, 16], dense: 32, activation: 'elu', batchNorm: true },
]

const losses: RunConfigInput['loss'][] = [
  ...lossKinds
    .filter((kind) => kind !== 'asymmetric')
    .map((kind) => ({ kind, activation: 'softmax' as const })),
  ...sigmoidLossKinds.map((kind) => ({ kind, activation: 'sigmoid' as const })),
]

describe.each(testedBackends)('on %s', (backend) => {
  beforeAll(() => useBackend(backend))

  it.each(models)('every model learns: %o', async (model) => {
    const config = { model, optimizer: { learningRate: 0.005 }, training: { epochs: 8 } }
    expect(await accuracyAfterTraining(config)).toBeGreaterThan(0.9)
  })

  it.each(losses)('every loss learns: %o', async (loss) => {
    const config = { loss, optimizer: { learningRate: 0.003 }, training: { epochs: 8 } }
    expect(await accuracyAfterTraining(config)).toBeGreaterThan(0.9)
  })

  it.each(['sgd', 'momentum', 'adam', 'rmsprop'] as const)('every optimizer learns: %s', async (kind) => {
    const learningRate = { sgd: 0.2, momentum: 0.02, adam: 0.003, rmsprop: 0.0005 }[kind]
    const optimizer = { kind, learningRate, schedule: 'cosine' as const }
    const config = { loss: { kind: 'ce' as const }, optimizer, training: { epochs: 8 } }
    expect(await accuracyAfterTraining(config)).toBeGreaterThan(0.93)
  })

  it('focal loss with gamma 0 and cross-entropy are the same run, to the last digit', async () => {
    const training = { epochs: 2 }
    const focal = await lastEpoch({ loss: { kind: 'focal', gamma: 0, alpha: 'balanced' }, training })
    const plain = await lastEpoch({ loss: { kind: 'ce', alpha: 'balanced' }, training })
    expect({ ...focal, seconds: 0 }).toEqual({ ...plain, seconds: 0 })
  })
})

it('native TensorFlow and WebAssembly train the same run, to float32', async () => {
  const config: RunConfigInput = { training: { epochs: 2 }, data: { imbalance: 10 } }
  await useBackend('tensorflow')
  const native = await lastEpoch(config)
  await useBackend('wasm')
  const wasm = await lastEpoch(config)
  expect(wasm.train.loss).toBeCloseTo(native.train.loss, 5)
  expect(wasm.validation.crossEntropy).toBeCloseTo(native.validation.crossEntropy, 4)
})

describe('what is measured', () => {
  const still: RunConfigInput = { optimizer: { kind: 'sgd', learningRate: 1e-7 }, training: { epochs: 1 } }
  beforeAll(() => useBackend('tensorflow'))

  it('the plain cross-entropy does not depend on the loss that is trained', async () => {
    const focal = await lastEpoch({ ...still, loss: { kind: 'focal', gamma: 2, alpha: 'balanced' } })
    const plain = await lastEpoch({ ...still, loss: { kind: 'ce' } })
    expect(focal.validation.crossEntropy).toBeCloseTo(plain.validation.crossEntropy, 4)
    expect(plain.validation.crossEntropy).toBe(plain.validation.loss)
    expect(focal.validation.loss).toBeLessThan(plain.validation.loss)
  })

  it('the L2 penalty is part of the loss', async () => {
    const penalized = await lastEpoch({ ...still, model: { kind: 'mlp', l2: 0.01 } })
    const free = await lastEpoch({ ...still, model: { kind: 'mlp', l2: 0 } })
    expect(penalized.validation.loss - free.validation.loss).toBeGreaterThan(0.5)
    expect(penalized.validation.crossEntropy).toBeCloseTo(free.validation.crossEntropy, 4)
  })

  it('class weights come from the training split in both splits', async () => {
    const loss = { kind: 'ce', alpha: 'balanced' } as const
    const mean = await lastEpoch({ ...still, data: { imbalance: 20 }, loss: { ...loss, reduction: 'mean' } })
    const weighted = await lastEpoch({
      ...still,
      data: { imbalance: 20 },
      loss: { ...loss, reduction: 'weightedMean' },
    })
    // Balanced weights average 1 over the training split, and far more over an even one.
    expect(mean.train.loss).toBeCloseTo(weighted.train.loss, 4)
    expect(mean.validation.loss / weighted.validation.loss).toBeGreaterThan(1.5)
  })
})
