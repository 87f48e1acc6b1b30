import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { RunConfigInput } from '@shared/config/run-config'
import { decodeCheckpoint } from '../../../src/trainer/checkpoint/checkpoint-file'
import { buildTrainer } from './support/build-trainer'
import { digitsLike } from './support/data'
import {
  lossBySteps,
  messagesOf,
  predictionsOf,
  TrainerBench,
  withoutTime,
  type TrainerRun,
} from './support/run-trainer'

// Each test starts processes, which takes long where the machine is busy.
vi.setConfig({ testTimeout: 180_000 })

let bench: TrainerBench

beforeAll(async () => {
  bench = await TrainerBench.create(await buildTrainer(), digitsLike({ samples: 600 }))
})
afterAll(() => bench.clean())

/** Long enough that a stop comes in time, however fast the machine: compiled epochs take less than a millisecond. */
const training = { epochs: 300, batchSize: 37 }
const slowTraining = { epochs: 120, batchSize: 37 }
const configs: [name: string, backend: string, config: RunConfigInput][] = [
  [
    'adam, cosine, clipping, dropout, batch-norm; γ and weights by epoch, progressive sampling',
    'tensorflow',
    {
      data: { imbalance: 5 },
      model: { kind: 'mlp', dropout: 0.4, batchNorm: true },
      loss: { gammaSchedule: 'linear', gammaEnd: 0.5, alpha: 'balanced', reweightFrom: 0.5 },
      optimizer: { kind: 'adam', schedule: 'cosine', clipNorm: 0.5 },
      training: { ...training, sampling: 'progressive' },
    },
  ],
  [
    'rmsprop on a cnn',
    'tensorflow',
    { model: { kind: 'cnn', dropout: 0.2 }, optimizer: { kind: 'rmsprop' }, training: slowTraining },
  ],
  [
    'momentum',
    'wasm',
    {
      model: { kind: 'mlp', dropout: 0.4 },
      optimizer: { kind: 'momentum', learningRate: 0.01 },
      training: slowTraining,
    },
  ],
]

async function lastCheckpoint(run: TrainerRun) {
  const { fileName } = messagesOf(run, 'checkpoint').at(-1)!
  const { state, position } = decodeCheckpoint(await readFile(join(run.checkpointFolder, fileName)))
  return { state, step: position.step, best: position.best, examples: position.examples }
}

async function expectSameFrom(epoch: number, resumed: TrainerRun, uninterrupted: TrainerRun): Promise<void> {
  const records = (run: TrainerRun) =>
    messagesOf(run, 'epoch')
      .map(({ record }) => withoutTime(record))
      .filter((record) => record.epoch >= epoch)
  expect(records(resumed)).toEqual(records(uninterrupted))
  expect(predictionsOf(resumed)).toEqual(predictionsOf(uninterrupted))
  const losses = lossBySteps(uninterrupted)
  for (const [step, loss] of lossBySteps(resumed)) expect(loss, `step ${step}`).toBe(losses.get(step))
  expect(await lastCheckpoint(resumed)).toEqual(await lastCheckpoint(uninterrupted))
}

describe('a run that goes on from a checkpoint', () => {
  it.each(configs)(
    'has the very same digits as one that was never interrupted: %s, %s',
    async (_, backend, config) => {
      const stopped = await bench.run({
        backend,
        config,
        onMessage: (message, child) => {
          if (message.type === 'checkpoint') child.send({ type: 'stop' })
        },
      })
      expect(messagesOf(stopped, 'ended')[0]).toMatchObject({ state: 'stopped', reason: null })
      const { epoch } = messagesOf(stopped, 'checkpoint').at(-1)!
      expect(epoch).toBeLessThan(config.training!.epochs!)
      const resumed = await bench.run({ backend, config, resume: stopped })
      const uninterrupted = await bench.run({ backend, config })
      expect(messagesOf(resumed, 'epoch')[0]!.record.epoch).toBe(epoch + 1)
      expect(messagesOf(resumed, 'steps')[0]!.firstStep).toBe(
        messagesOf(stopped, 'epoch').at(-1)!.record.step + 1,
      )
      await expectSameFrom(epoch + 1, resumed, uninterrupted)
    },
  )

  it('survives the death of its process in the middle of an epoch', async () => {
    const config: RunConfigInput = {
      model: { kind: 'mlp', dropout: 0.4 },
      training: { epochs: 300, batchSize: 8 },
    }
    let saved = false
    const killed = await bench.run({
      config,
      onMessage: (message, child) => {
        if (message.type === 'checkpoint') saved = true
        else if (message.type === 'steps' && saved) child.kill('SIGKILL')
      },
    })
    expect(killed.signal).toBe('SIGKILL')
    const { epoch } = messagesOf(killed, 'checkpoint').at(-1)!
    await expectSameFrom(epoch + 1, await bench.run({ config, resume: killed }), await bench.run({ config }))
  })

  it('counts time on from where it was', async () => {
    const config: RunConfigInput = { training: { epochs: 2, batchSize: 37 } }
    const first = await bench.run({ config })
    const before = messagesOf(first, 'epoch').at(-1)!.record.seconds
    const more = await bench.run({ config: { training: { epochs: 3, batchSize: 37 } }, resume: first })
    expect(messagesOf(more, 'epoch')[0]!.record.seconds).toBeGreaterThan(before)
    expect(messagesOf(more, 'ended')[0]!.seconds).toBeGreaterThan(before)
  })

  it('ends at once, with its predictions, where nothing is left to train', async () => {
    const config: RunConfigInput = { training: { epochs: 2, batchSize: 37 } }
    const first = await bench.run({ config })
    const again = await bench.run({ config, resume: first })
    const types = again.messages.map(({ type }) => type).filter((type) => type !== 'log')
    expect(types).toEqual(['ready', 'predictions', 'predictions', 'ended'])
    expect(predictionsOf(again)).toEqual(predictionsOf(first))
  })
})
