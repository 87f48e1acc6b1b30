import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { probabilityBins } from '@shared/domain/metrics'
import { buildTrainer } from './support/build-trainer'
import { digitsLike } from './support/data'
import { messagesOf, TrainerBench, type TrainerRun } from './support/run-trainer'

// Each test starts processes, which takes long where the machine is busy.
vi.setConfig({ testTimeout: 180_000 })

const content = digitsLike({ samples: 1010 })

let bench: TrainerBench
let run: TrainerRun

beforeAll(async () => {
  bench = await TrainerBench.create(await buildTrainer(), content)
  run = await bench.run({
    config: { data: { imbalance: 10 }, loss: { alpha: 'balanced' }, training: { epochs: 5, batchSize: 32 } },
  })
})
afterAll(() => bench.clean())

describe('what a run tells', () => {
  it('begins with ready, ends with ended, and exits with 0', () => {
    expect(run.messages.at(0)?.type).toBe('ready')
    expect(run.messages.at(-1)).toMatchObject({ type: 'ended', state: 'done', reason: null })
    expect(run.exitCode).toBe(0)
  })

  it('says with what it is computed', () => {
    const [ready] = messagesOf(run, 'ready')
    expect(ready!.environment).toMatchObject({
      backend: 'tensorflow',
      compiled: true,
      fallbackReason: null,
      threads: { intraOp: 1, interOp: 1 },
      execution: { oneDnn: false, stepsPerCall: 1, deterministic: true },
    })
    expect(ready!.environment.versions).toMatchObject({
      tensorflow: '2.15.0',
      tfjs: '4.22.0',
      node: process.versions.node,
    })
    expect(ready!.parameters).toBe(64 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10)
  })

  it('says how many samples of each class there are, after the long tail', () => {
    const [ready] = messagesOf(run, 'ready')
    expect(ready!.validationCounts).toEqual(new Array(10).fill(20))
    expect(ready!.trainCounts[0]).toBe(81)
    expect(ready!.trainCounts[9]).toBe(8)
  })

  it('has the loss of every step once, in order, with rising times', () => {
    const [ready] = messagesOf(run, 'ready')
    const perEpoch = Math.ceil(ready!.trainCounts.reduce((sum, count) => sum + count, 0) / 32)
    expect(ready!.steps).toBe(5 * perEpoch)
    let next = 1
    let time = 0
    for (const message of messagesOf(run, 'steps')) {
      expect(message.firstStep).toBe(next)
      expect(message.losses).toHaveLength(message.seconds.length)
      expect(message.epoch).toBe(Math.ceil(next / perEpoch))
      for (const seconds of message.seconds) {
        expect(seconds).toBeGreaterThanOrEqual(time)
        time = seconds
      }
      expect(message.examplesPerSecond).toBeGreaterThan(0)
      next += message.losses.length
    }
    expect(next - 1).toBe(ready!.steps)
  })

  it('has one record an epoch, whose confusion matrices hold every sample', () => {
    const [ready] = messagesOf(run, 'ready')
    const epochs = messagesOf(run, 'epoch').map(({ record }) => record)
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5])
    for (const { train, validation } of epochs) {
      expect(train.confusion.map((row) => row.reduce((sum, count) => sum + count, 0))).toEqual(
        ready!.trainCounts,
      )
      expect(validation.perClass.map(({ support }) => support)).toEqual(ready!.validationCounts)
      const diagonal = validation.confusion.reduce((sum, row, c) => sum + row[c]!, 0)
      expect(validation.accuracy).toBeCloseTo(diagonal / 200, 12)
      expect(validation.crossEntropy).not.toBe(validation.loss)
    }
  })

  it('has histograms of p_t that hold every sample, and follow from the predictions', () => {
    const [ready] = messagesOf(run, 'ready')
    const epochs = messagesOf(run, 'epoch').map(({ record }) => record)
    for (const { train } of epochs) {
      const histogram = train.probabilityHistogram!
      expect(histogram.map((bins) => bins.reduce((sum, count) => sum + count, 0))).toEqual(ready!.trainCounts)
      expect(new Set(histogram.map((bins) => bins.length))).toEqual(new Set([probabilityBins]))
    }
    const { rows, probabilities } = messagesOf(run, 'predictions').find(({ which }) => which === 'last')!
    const expected = ready!.labels.map(() => new Array<number>(probabilityBins).fill(0))
    rows.forEach((row, i) => {
      const truth = content.classes[row]!
      const bin = Math.floor(probabilities[i * ready!.labels.length + truth]! * probabilityBins)
      expected[truth]![Math.min(bin, probabilityBins - 1)]! += 1
    })
    const actual = epochs.at(-1)!.validation.probabilityHistogram!
    const differences = actual.flatMap((bins, c) =>
      bins.map((count, bin) => Math.abs(count - expected[c]![bin]!)),
    )
    // A probability at the edge of two bins may fall in either.
    expect(differences.reduce((sum, difference) => sum + difference, 0)).toBeLessThanOrEqual(2)
  })

  it('has the validation predictions of the best and the last epoch, from which their accuracy follows', () => {
    const epochs = messagesOf(run, 'epoch').map(({ record }) => record)
    const best = epochs.reduce((a, b) =>
      b.validation.balancedAccuracy > a.validation.balancedAccuracy ? b : a,
    )
    const predictions = messagesOf(run, 'predictions')
    expect(predictions.map(({ which, epoch }) => [which, epoch])).toEqual([
      ['best', best.epoch],
      ['last', 5],
    ])
    for (const { epoch, rows, probabilities } of predictions) {
      expect(probabilities).toHaveLength(rows.length * 10)
      const right = Array.from(rows).filter((row, i) => {
        const ofRow = probabilities.subarray(10 * i, 10 * i + 10)
        expect(ofRow.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5)
        return ofRow.indexOf(Math.max(...ofRow)) === row % 10
      })
      expect(right.length / rows.length).toBeCloseTo(epochs[epoch - 1]!.validation.accuracy, 12)
    }
  })

  it('keeps the checkpoints of the best epoch and the last two saved, and no half-written file', async () => {
    const checkpoints = messagesOf(run, 'checkpoint')
    expect(checkpoints.at(-1)!.epoch).toBe(5)
    const best = checkpoints.filter((checkpoint) => checkpoint.best).at(-1)!
    const kept = new Set([best.fileName, ...checkpoints.slice(-2).map(({ fileName }) => fileName)])
    expect(new Set(await readdir(run.checkpointFolder))).toEqual(kept)
  })
})

it('sends at most ten batches of steps a second, however many steps there are', async () => {
  const { messages } = await bench.run({ config: { training: { epochs: 1, batchSize: 1 } } })
  const steps = messages.filter((message) => message.type === 'steps')
  const seconds = steps.at(-1)!.seconds.at(-1)!
  expect(steps.flatMap(({ losses }) => Array.from(losses))).toHaveLength(810)
  expect(steps.length).toBeLessThanOrEqual(10 * seconds + 2)
})

it('stops early when the watched metric has not improved, and says so', async () => {
  const run = await bench.run({
    config: {
      optimizer: { kind: 'sgd', learningRate: 1e-7 },
      training: { epochs: 50, patience: 3, bestBy: 'accuracy' },
    },
  })
  const epochs = messagesOf(run, 'epoch')
  expect(epochs).toHaveLength(4)
  const [ended] = messagesOf(run, 'ended')
  expect(ended).toMatchObject({ state: 'stopped' })
  expect(ended!.reason).toBe('Stopped early: accuracy has not improved for 3 epochs, since epoch 1.')
  expect(messagesOf(run, 'predictions').map(({ which, epoch }) => [which, epoch])).toEqual([
    ['best', 1],
    ['last', 4],
  ])
})

it('loses no message, though the listener is slow and the last ones are large', async () => {
  const big = await TrainerBench.create(
    await buildTrainer(),
    digitsLike({ samples: 40_000, classes: 40, size: 3 }),
  )
  const run = await big.run({
    backend: 'wasm',
    config: {
      data: { validationFraction: 0.5 },
      model: { kind: 'linear' },
      training: { epochs: 1, batchSize: 20_000 },
    },
    onMessage: (message) => {
      const until = performance.now() + (message.type === 'epoch' ? 3000 : 0)
      while (performance.now() < until);
    },
  })
  expect(run.exitCode).toBe(0)
  expect(messagesOf(run, 'predictions').map(({ probabilities }) => probabilities.length)).toEqual([
    800_000, 800_000,
  ])
  expect(run.messages.at(-1)).toMatchObject({ type: 'ended', state: 'done' })
  await big.clean()
})
