import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lossKinds, sigmoidLossKinds } from '@shared/config/choices'
import type { RunConfigInput } from '@shared/config/run-config'
import { buildTrainer } from './support/build-trainer'
import { digitsLike } from './support/data'
import { digitsOf, messagesOf, TrainerBench, type TrainerRun } from './support/run-trainer'

let bench: TrainerBench

beforeAll(async () => {
  bench = await TrainerBench.create(await buildTrainer(), digitsLike({ samples: 1000 }))
})
afterAll(() => bench.clean())

function lastAccuracy(run: TrainerRun): number {
  return messagesOf(run, 'epoch').at(-1)!.record.validation.balancedAccuracy
}

const models: [name: string, config: RunConfigInput][] = [
  ['linear', { model: { kind: 'linear' } }],
  ['mlp', { model: { kind: 'mlp' } }],
  [
    'mlp, gelu, dropout, batch-norm',
    { model: { kind: 'mlp', activation: 'gelu', dropout: 0.2, batchNorm: true } },
  ],
  ['cnn', { model: { kind: 'cnn' } }],
  ['cnn, elu, batch-norm', { model: { kind: 'cnn', activation: 'elu', batchNorm: true } }],
]

describe.each(['tensorflow', 'wasm'])('on %s', (backend) => {
  it.each(models)('%s learns', async (_, config) => {
    const run = await bench.run({
      backend,
      config: { ...config, optimizer: { learningRate: 0.005 }, training: { epochs: 8 } },
    })
    expect(run.messages.at(-1)).toMatchObject({ type: 'ended', state: 'done' })
    expect(lastAccuracy(run)).toBeGreaterThan(0.93)
  })
})

const losses: RunConfigInput['loss'][] = [
  ...lossKinds
    .filter((kind) => kind !== 'asymmetric')
    .map((kind) => ({ kind, activation: 'softmax' as const })),
  ...sigmoidLossKinds.map((kind) => ({ kind, activation: 'sigmoid' as const })),
]

it.each(losses.map((loss) => [`${loss!.kind}, ${loss!.activation}`, loss] as const))(
  'every loss learns: %s',
  async (_, loss) => {
    const run = await bench.run({
      config: { loss, optimizer: { learningRate: 0.003 }, training: { epochs: 8 } },
    })
    expect(lastAccuracy(run)).toBeGreaterThan(0.9)
  },
)

it.each(['sgd', 'momentum', 'adam', 'rmsprop'] as const)('every optimizer learns: %s', async (kind) => {
  const learningRate = { sgd: 0.2, momentum: 0.02, adam: 0.003, rmsprop: 0.0005 }[kind]
  const run = await bench.run({
    config: {
      loss: { kind: 'ce' },
      optimizer: { kind, learningRate, schedule: 'cosine' },
      training: { epochs: 8 },
    },
  })
  expect(lastAccuracy(run)).toBeGreaterThan(0.93)
})

it('focal loss with gamma 0 and cross-entropy are the same run', async () => {
  const training = { epochs: 2 }
  const focal = await bench.run({
    config: { loss: { kind: 'focal', gamma: 0, alpha: 'balanced' }, training },
  })
  const plain = await bench.run({ config: { loss: { kind: 'ce', alpha: 'balanced' }, training } })
  expect(digitsOf(focal)).toEqual(digitsOf(plain))
})

it('native TensorFlow and WebAssembly train the same run, to float32', async () => {
  const config: RunConfigInput = { training: { epochs: 2 }, data: { imbalance: 10 } }
  const [native, wasm] = await Promise.all([
    bench.run({ backend: 'tensorflow', config }),
    bench.run({ backend: 'wasm', config }),
  ])
  const last = (run: TrainerRun) => messagesOf(run, 'epoch').at(-1)!.record
  expect(last(wasm).train.loss).toBeCloseTo(last(native).train.loss, 5)
  expect(last(wasm).validation.crossEntropy).toBeCloseTo(last(native).validation.crossEntropy, 4)
})

it('the plain cross-entropy does not depend on the loss that is trained', async () => {
  const base: RunConfigInput = { optimizer: { kind: 'sgd', learningRate: 1e-7 }, training: { epochs: 1 } }
  const runs = await Promise.all([
    bench.run({ config: { ...base, loss: { kind: 'focal', gamma: 2, alpha: 'balanced' } } }),
    bench.run({ config: { ...base, loss: { kind: 'ce' } } }),
  ])
  const [focal, plain] = runs.map((run) => messagesOf(run, 'epoch').at(-1)!.record.validation)
  expect(focal!.crossEntropy).toBeCloseTo(plain!.crossEntropy, 4)
  expect(plain!.crossEntropy).toBe(plain!.loss)
  expect(focal!.loss).toBeLessThan(plain!.loss)
})

it('the L2 penalty is part of the loss that is told', async () => {
  const base: RunConfigInput = { optimizer: { kind: 'sgd', learningRate: 1e-7 }, training: { epochs: 1 } }
  const runs = await Promise.all([
    bench.run({ config: { ...base, model: { kind: 'mlp', l2: 0.01 } } }),
    bench.run({ config: { ...base, model: { kind: 'mlp', l2: 0 } } }),
  ])
  const [penalized, free] = runs.map((run) => messagesOf(run, 'epoch').at(-1)!.record.validation)
  expect(penalized!.loss - free!.loss).toBeGreaterThan(0.5)
  expect(penalized!.crossEntropy).toBeCloseTo(free!.crossEntropy, 4)
})
