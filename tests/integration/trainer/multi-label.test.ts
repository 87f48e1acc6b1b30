/** Runs on samples with several labels: a real trainer's figures against src/core, on its own predictions. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { matrixFromFlat } from '@core/matrix'
import { multiLabelMetrics } from '@core/metrics/multi-label'
import type { RunConfigInput } from '@shared/config/run-config'
import type { SplitScores } from '@shared/domain/metrics'
import { buildTrainer } from './support/build-trainer'
import { scenesLike } from './support/multi-label-data'
import { digitsOf, messagesOf, TrainerBench, type TrainerRun } from './support/run-trainer'

vi.setConfig({ testTimeout: 180_000 })

const scenes = scenesLike({ labels: 4, samples: 300, size: 5, noise: 1 })
const targets = scenes.targets ?? new Uint8Array()
const count = scenes.labels.length
let bench: TrainerBench

beforeAll(async () => {
  bench = await TrainerBench.create(await buildTrainer(), scenes)
})
afterAll(() => bench.clean())

const config: RunConfigInput = {
  model: { kind: 'mlp', layers: [12], dropout: 0.2 },
  loss: { activation: 'sigmoid', alpha: 'balanced', gammaSchedule: 'linear', gammaEnd: 0 },
  training: { epochs: 4, batchSize: 32, sampling: 'squareRoot' },
}

/** Predictions of the best epoch with the truth of their rows, and what the run says of that epoch. */
function measured(run: TrainerRun) {
  const { rows, probabilities, epoch } = messagesOf(run, 'predictions').find(({ which }) => which === 'best')!
  const truth = Float64Array.from(
    { length: rows.length * count },
    (_, k) => targets[rows[Math.floor(k / count)]! * count + (k % count)]!,
  )
  const { record } = messagesOf(run, 'epoch').find((message) => message.record.epoch === epoch)!
  return { truth, probabilities, rows: rows.length, scores: record.validation }
}

function expectScores(scores: SplitScores, truth: Float64Array, probabilities: Float32Array, rows: number) {
  const expected = multiLabelMetrics(
    matrixFromFlat(truth, rows, count),
    matrixFromFlat(probabilities, rows, count),
  )
  expect(scores.accuracy).toBeCloseTo(expected.subsetAccuracy, 9)
  expect(scores.macroF1).toBeCloseTo(expected.macro.f1!, 9)
  expected.perLabel.forEach(({ support, recall, precision, f1 }, c) => {
    const label = scenes.labels[c]
    expect(scores.perClass[c]).toEqual({ label, support, recall, precision, f1 })
    const [trueNegatives, falsePositives] = scores.confusion[c]!
    expect(scores.confusion[c]!.reduce((sum, one) => sum + one)).toBe(rows)
    expect(trueNegatives! + falsePositives!).toBe(rows - support)
    expect(scores.probabilityHistogram![c]!.reduce((sum, one) => sum + one)).toBe(support)
  })
  const balanced = scores.confusion.map(([tn, fp, fn, tp]) => (tp! / (tp! + fn!) + tn! / (tn! + fp!)) / 2)
  expect(scores.balancedAccuracy).toBeCloseTo(balanced.reduce((sum, one) => sum + one) / count, 9)
  const entropies = truth.map(
    (target, k) => -Math.log(target === 1 ? probabilities[k]! : 1 - probabilities[k]!),
  )
  expect(scores.crossEntropy).toBeCloseTo(entropies.reduce((sum, one) => sum + one) / truth.length, 6)
}

describe('a run on samples with several labels', () => {
  it.each(['tensorflow', 'wasm'])(
    'is measured as src/core measures its predictions, on %s',
    async (backend) => {
      const run = await bench.run({ backend, config })
      expect(messagesOf(run, 'failed')).toEqual([])
      const [ready] = messagesOf(run, 'ready')
      expect(ready).toMatchObject({
        labels: scenes.labels,
        environment: { compiled: backend === 'tensorflow' },
      })
      const { truth, probabilities, rows, scores } = measured(run)
      expectScores(scores, truth, probabilities, rows)
      const sums = Array.from({ length: rows }, (_, row) =>
        probabilities.subarray(row * count, (row + 1) * count).reduce((sum, one) => sum + one),
      )
      expect(sums.some((sum) => Math.abs(sum - 1) > 0.1)).toBe(true)
      expect(ready!.validationCounts).toEqual(scores.perClass.map(({ support }) => support))
    },
  )

  it('is the same again, and the same from a checkpoint', async () => {
    const whole = await bench.run({ config })
    expect(digitsOf(await bench.run({ config }))).toEqual(digitsOf(whole))
    const stopped = await bench.run({
      config: { ...config, training: { ...config.training, epochs: 300 } },
      onMessage: (message, child) => {
        if (message.type === 'checkpoint') child.send({ type: 'stop' })
      },
    })
    const long = { ...config, training: { ...config.training, epochs: 300 } }
    expect(messagesOf(stopped, 'ended')[0]).toMatchObject({ state: 'stopped' })
    const { epoch } = messagesOf(stopped, 'checkpoint').at(-1)!
    const resumed = await bench.run({ config: long, resume: stopped })
    const uninterrupted = await bench.run({ config: long })
    const records = (run: TrainerRun) =>
      messagesOf(run, 'epoch')
        .filter(({ record }) => record.epoch > epoch)
        .map(({ record: { train, validation } }) => ({ train, validation }))
    expect(records(resumed)).toEqual(records(uninterrupted))
  })

  it('learns, the rare label too', async () => {
    const learning: RunConfigInput = {
      loss: { activation: 'sigmoid' },
      optimizer: { learningRate: 0.01 },
      training: { epochs: 15 },
    }
    const { scores } = measured(await bench.run({ config: learning }))
    expect(scores.balancedAccuracy).toBeGreaterThan(0.75)
    expect(scores.accuracy).toBeGreaterThan(0.3)
    expect(scores.perClass.at(-1)!.recall).toBeGreaterThan(0)
  })
})
