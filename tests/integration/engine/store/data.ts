/** What the tests put into a store, and a process of their own too. */
import { runConfigSchema } from '@shared/config/run-config'
import { probabilityBins, type EpochRecord, type SplitScores } from '@shared/domain/metrics'
import type { RunEnvironment, RunSummary } from '@shared/domain/run'
import type { NewRun, Store } from '../../../../src/engine/store'

export const labels = ['cat', 'dog', 'owl']

export const environment: RunEnvironment = {
  backend: 'tensorflow',
  compiled: true,
  fallbackReason: null,
  versions: { focalBench: '0.1.0', node: '24.0.0', tfjs: '4.22.0' },
  platform: 'linux x64',
  cpu: 'A processor',
  threads: { intraOp: 2, interOp: 1 },
}

export function addDataset(store: Store, name = 'animals', hash = `hash of ${name}`) {
  return store.datasets.insert({
    name,
    source: 'imported',
    hash,
    samples: 6,
    features: 2,
    featureNames: ['weight', 'height'],
    shape: null,
    multiLabel: false,
    classes: labels.map((label) => ({ label, count: 2 })),
    labelColumn: 'animal',
    attribution: null,
  })
}

export function newRun(store: Store, change: Partial<NewRun> = {}): NewRun {
  const dataset = store.datasets.find('animals') ?? addDataset(store)
  return {
    config: runConfigSchema.parse({}),
    configHash: 'config hash',
    datasetId: dataset.id,
    datasetHash: dataset.hash,
    labels,
    name: 'a run',
    ...change,
  }
}

export function addRun(store: Store, change: Partial<NewRun> = {}): RunSummary {
  return store.runs.insert(newRun(store, change))
}

/** An epoch of 10 steps whose every figure differs, so that a swapped one shows. */
export function epochRecord(epoch: number, change: Partial<EpochRecord> = {}): EpochRecord {
  return {
    epoch,
    step: epoch * 10,
    seconds: epoch * 1.25,
    learningRate: 0.001 / epoch,
    train: splitScores(epoch, 0.1),
    validation: splitScores(epoch, 0.2),
    ...change,
  }
}

function splitScores(epoch: number, offset: number): SplitScores {
  const figure = (place: number) => offset + place + 1 / (epoch + 2)
  return {
    loss: figure(1),
    crossEntropy: figure(2),
    accuracy: figure(3),
    balancedAccuracy: figure(4),
    macroF1: figure(5),
    perClass: labels.map((label, index) => ({
      label,
      support: 10 * (index + 1),
      recall: index === 2 ? null : figure(10 + index),
      precision: epoch % 3 === 0 ? null : figure(20 + index),
      f1: figure(30 + index),
    })),
    confusion: labels.map((_, truth) => labels.map((_, predicted) => 100 * truth + predicted + epoch)),
    probabilityHistogram: labels.map((_, truth) =>
      Array.from({ length: probabilityBins }, (_, bin) => 100 * truth + bin + epoch),
    ),
  }
}

/** Of the runs in the tests that count more than the 10 steps of `epochRecord`. */
export const stepsOfAnEpoch = 400

/** Step losses a test can recompute: float32-exact, different at every step. */
export function lossAt(step: number): number {
  return Math.fround(1 / step + (step % 7) / 10)
}

export function secondsAt(step: number): number {
  return step / 1000
}

export function appendSteps(store: Store, runId: string, firstStep: number, count: number, epoch = 1): void {
  const steps = Array.from({ length: count }, (_, index) => firstStep + index)
  store.metrics.appendSteps(runId, {
    epoch,
    firstStep,
    losses: Float32Array.from(steps, lossAt),
    seconds: Float64Array.from(steps, secondsAt),
  })
}
