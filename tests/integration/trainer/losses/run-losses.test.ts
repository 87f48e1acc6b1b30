/** What runs train is what `focal-bench loss` computes: every loss, each mean, and every epoch of a schedule. */
import { beforeAll, describe, expect, it } from 'vitest'
import { evaluateLoss } from '@core/losses/evaluate-loss'
import type { LossTruth } from '@core/losses/loss-truth'
import { gammaAt, isReweighted } from '@core/losses/loss-schedule'
import { matrixFromFlat } from '@core/matrix'
import type { LossConfig, RunConfig, RunConfigInput } from '@shared/config/run-config'
import { runConfigSchema } from '@shared/config/run-config'
import { createCompiledEngine } from '../../../../src/trainer/compile/compiled-engine'
import { prepareRunData, type RunData } from '../../../../src/trainer/data/run-data'
import { buildModel } from '../../../../src/trainer/models/build-model'
import { createEagerEngine } from '../../../../src/trainer/step/eager-engine'
import type { StepEngine } from '../../../../src/trainer/step/step-engine'
import { useBackend } from '../../../unit/trainer/support/backends'
import { digitsLike } from '../support/data'
import { scenesLike } from '../support/multi-label-data'

const content = digitsLike({ classes: 5, samples: 300, size: 5 })
const scenes = scenesLike({ labels: 5, samples: 300, size: 5 })
const batchSize = 16
const tolerance = 5e-6

const losses: [name: string, loss: Partial<LossConfig>][] = [
  ['cross-entropy', { kind: 'ce' }],
  ['balanced cross-entropy', { kind: 'ce', alpha: 'balanced' }],
  ['balanced cross-entropy, mean over weights', { kind: 'ce', alpha: 'balanced', reduction: 'weightedMean' }],
  ['class-balanced focal', { kind: 'focal', alpha: 'effective', beta: 0.99 }],
  ['class-balanced focal, mean over weights', { alpha: 'effective', beta: 0.99, reduction: 'weightedMean' }],
  ['focal with inverse square roots and smoothing', { alpha: 'inverseSquareRoot', labelSmoothing: 0.1 }],
  ['focal with weights by hand', { gamma: 0.5, alpha: [1, 2, 0.5, 3, 0], reduction: 'weightedMean' }],
  ['FLSD-53', { kind: 'flsd53' }],
  ['balanced softmax', { kind: 'balancedSoftmax' }],
  [
    'LDAM with deferred re-weighting',
    { kind: 'ldam', alpha: 'effective', beta: 0.9999, reduction: 'weightedMean', reweightFrom: 3 },
  ],
  [
    'deferred re-weighting with smoothing',
    { kind: 'ce', alpha: 'balanced', labelSmoothing: 0.1, reweightFrom: 0.5 },
  ],
  ['γ from 2 to 0', { gammaSchedule: 'linear', gammaEnd: 0 }],
  ['γ from 0 to 5 with smoothing', { gamma: 0, gammaSchedule: 'linear', gammaEnd: 5, labelSmoothing: 0.1 }],
  [
    'γ from 5 to 0.5 in a step, deferred',
    { gamma: 5, gammaSchedule: 'step', gammaEnd: 0.5, alpha: 'balanced', reweightFrom: 2 },
  ],
  ['sigmoid focal', { activation: 'sigmoid', priorProbability: 0.01 }],
  [
    'sigmoid focal, balanced, mean over weights',
    { activation: 'sigmoid', alpha: 'balanced', reduction: 'weightedMean' },
  ],
  ['sigmoid asymmetric', { activation: 'sigmoid', kind: 'asymmetric' }],
  [
    'sigmoid focal, α and 1 - α, deferred, γ from 2 to 0',
    {
      ...{ activation: 'sigmoid', alpha: 0.25, alphaMode: 'positiveNegative', reweightFrom: 3 },
      ...{ gammaSchedule: 'linear', gammaEnd: 0 },
    },
  ],
  [
    'sigmoid focal, yes and no balanced, mean over weights, smoothing',
    {
      ...{ activation: 'sigmoid', alpha: 'balanced', alphaMode: 'positiveNegative' },
      ...{ reduction: 'weightedMean', labelSmoothing: 0.1 },
    },
  ],
  [
    'sigmoid focal, balanced, deferred, smoothing, γ from 0 to 3',
    {
      ...{ activation: 'sigmoid', alpha: 'balanced', reweightFrom: 2, labelSmoothing: 0.1 },
      ...{ gamma: 0, gammaSchedule: 'linear', gammaEnd: 3 },
    },
  ],
]

/** Sigmoids on samples with several labels, beside all of them on samples of one class. */
const cases: [name: string, loss: Partial<LossConfig>, multiLabel: boolean][] = [
  ...losses.map(([name, loss]): [string, Partial<LossConfig>, boolean] => [name, loss, false]),
  ...losses
    .filter(([, { activation }]) => activation === 'sigmoid')
    .map(([name, loss]): [string, Partial<LossConfig>, boolean] => [`several labels: ${name}`, loss, true]),
]

function runConfig(loss: Partial<LossConfig>, multiLabel = false): RunConfig {
  const input: RunConfigInput = {
    data: { imbalance: multiLabel ? 1 : 8 },
    model: { kind: 'mlp', layers: [8] },
    loss,
    optimizer: { kind: 'momentum', learningRate: 0.02 },
    training: { epochs: 4, batchSize },
  }
  return runConfigSchema.parse(input)
}

/** The loss of some training rows by `focal-bench loss`, from the engine's own logits. */
function referenceLoss(
  engine: StepEngine,
  { loss, training }: RunConfig,
  data: RunData,
  epoch: number,
  rows: Int32Array,
) {
  const classes = data.labels.length
  const all = engine.logits('train', 0, data.train.rows.length)
  const logits = Float64Array.from(
    { length: rows.length * classes },
    (_, k) => all[rows[Math.floor(k / classes)]! * classes + (k % classes)]!,
  )
  const place = { epoch, epochs: training.epochs }
  const isWeighted = isReweighted(loss, place)
  const spec = {
    ...loss,
    gamma: gammaAt(loss, place),
    alpha: isWeighted ? loss.alpha : 'none',
    alphaMode: isWeighted ? loss.alphaMode : 'uniform',
    classCounts: data.train.counts,
    sampleCount: data.train.rows.length,
  } as const
  return evaluateLoss(spec, matrixFromFlat(logits, rows.length, classes), truthOf(data, rows)).loss as number
}

function truthOf({ labels, train }: RunData, rows: Int32Array): LossTruth {
  const { targets } = train
  if (targets === null) return { labels: Array.from(rows, (row) => train.classes[row]!) }
  const taken = Float64Array.from(
    { length: rows.length * labels.length },
    (_, k) => targets[rows[Math.floor(k / labels.length)]! * labels.length + (k % labels.length)]!,
  )
  return { targets: matrixFromFlat(taken, rows.length, labels.length) }
}

function batchOf(step: number, rows: number): Int32Array {
  return Int32Array.from({ length: batchSize }, (_, i) => (7 * i + 13 * step) % rows)
}

/** Trains a few steps of every epoch, and holds each loss against the reference. @returns the losses */
function trainChecked(engine: StepEngine, config: RunConfig, data: RunData): number[] {
  const rows = data.train.rows.length
  const trained: number[] = []
  for (let epoch = 1; epoch <= config.training.epochs; epoch++) {
    engine.beginEpoch(epoch)
    for (let step = 0; step < 3; step++) {
      const batch = batchOf(3 * epoch + step, rows)
      const expected = referenceLoss(engine, config, data, epoch, batch)
      const loss = engine.train([batch], [config.optimizer.learningRate])[0]!
      expect(
        Math.abs(loss - expected),
        `epoch ${epoch}, step ${step}: ${loss}, not ${expected}`,
      ).toBeLessThan(tolerance * Math.max(1, expected))
      trained.push(loss)
    }
    const { loss, lossDivisor } = engine.evaluate('train', 0, rows)
    const whole = referenceLoss(
      engine,
      config,
      data,
      epoch,
      Int32Array.from({ length: rows }, (_, i) => i),
    )
    expect(loss / lossDivisor, `measured in epoch ${epoch}`).toBeCloseTo(whole, 4)
  }
  return trained
}

async function createEager(config: RunConfig, data: RunData): Promise<StepEngine> {
  return createEagerEngine(await buildModel(config, data), config, data)
}

describe('a run’s loss is that of `focal-bench loss`, in every epoch', () => {
  describe('on tensorflow, single operations and compiled alike', () => {
    beforeAll(() => useBackend('tensorflow'))

    it.each(cases)('%s', async (_, loss, multiLabel) => {
      const config = runConfig(loss, multiLabel)
      const data = prepareRunData(multiLabel ? scenes : content, config)
      const eager = await createEager(config, data)
      const compiled = createCompiledEngine(await buildModel(config, data), config, data, { stepsPerCall: 3 })
      const expected = trainChecked(eager, config, data)
      trainChecked(compiled, config, data).forEach((value, i) => {
        expect(Math.abs(value / expected[i]! - 1)).toBeLessThan(1e-5)
      })
      expect(compiled.readState().weights.map(({ name }) => name)).toEqual(
        eager.readState().weights.map(({ name }) => name),
      )
      eager.dispose()
      compiled.dispose()
    })

    it('γ = 0 of a schedule is cross-entropy to the last bit', async () => {
      const scheduled = runConfig({
        gamma: 0,
        gammaSchedule: 'step',
        gammaEnd: 2,
        gammaFrom: 4,
        alpha: 'balanced',
      })
      const plain = runConfig({ kind: 'ce', alpha: 'balanced' })
      const data = prepareRunData(content, plain)
      const [engine, reference] = [await createEager(scheduled, data), await createEager(plain, data)]
      for (let step = 0; step < 5; step++) {
        const batch = batchOf(step, data.train.rows.length)
        expect(engine.train([batch], [0.1])).toEqual(reference.train([batch], [0.1]))
      }
      expect(engine.readState().weights).toEqual(reference.readState().weights)
    })
  })

  describe('on wasm', () => {
    beforeAll(() => useBackend('wasm'))

    it.each(
      cases.filter(
        ([, { gammaSchedule, reweightFrom }, several]) => several || (gammaSchedule ?? reweightFrom),
      ),
    )('%s', async (_, loss, multiLabel) => {
      const config = runConfig(loss, multiLabel)
      const data = prepareRunData(multiLabel ? scenes : content, config)
      const engine = await createEager(config, data)
      trainChecked(engine, config, data)
      engine.dispose()
    })
  })
})
