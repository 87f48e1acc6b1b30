import { runConfigSchema } from '@shared/config/run-config'
import type { EpochRecord, SplitScores } from '@shared/domain/metrics'
import { openStore, type Store } from '../../src/engine/store'
import { bytesIn, durationOf, withFolder } from './folders'
import type { Measurement } from './report'

const classes = 10

/** Rows of one epoch: the learning rate, 5 figures and 3 figures of each class, in 2 splits. */
export const rowsOfAnEpoch = 1 + 2 * (5 + 3 * classes)

/** A run of 10 classes in a store, as the engine makes it. */
export function addRun(store: Store): string {
  const labels = Array.from({ length: classes }, (_, index) => `class ${index}`)
  const dataset = store.datasets.insert({
    name: 'bench',
    source: 'synthetic',
    hash: 'bench',
    samples: 1000,
    features: 1,
    featureNames: ['feature'],
    multiLabel: false,
    shape: null,
    classes: labels.map((label) => ({ label, count: 100 })),
    labelColumn: null,
    attribution: null,
  })
  const config = runConfigSchema.parse({})
  const { id, hash } = dataset
  return store.runs.insert({
    config,
    configHash: 'c',
    datasetId: id,
    datasetHash: hash,
    labels,
    name: 'bench',
  }).id
}

/** Appends step losses, a batch a call, each committed when its call returns. */
export function appendSteps(store: Store, runId: string, rows: number, batchSize: number): void {
  const losses = Float32Array.from({ length: batchSize }, () => Math.random())
  const seconds = new Float64Array(batchSize)
  for (let done = 0; done < rows; done += batchSize) {
    const size = Math.min(batchSize, rows - done)
    for (let index = 0; index < size; index++) seconds[index] = (done + index) * 0.00031
    store.metrics.appendSteps(runId, {
      epoch: 1 + Math.floor(done / 20_000),
      firstStep: done + 1,
      losses: losses.subarray(0, size),
      seconds: seconds.subarray(0, size),
    })
  }
}

export function measureSteps(rows: number, batchSize: number): Measurement {
  return measure((store, runId) => appendSteps(store, runId, rows, batchSize), rows)
}

/** Epochs, whole: their rows, and their confusion matrices besides. */
export function measureEpochs(rows: number): Measurement {
  const epochs = Math.ceil(rows / rowsOfAnEpoch)
  return measure((store, runId) => {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      store.metrics.appendEpoch(runId, epochRecord(epoch), { best: epoch % 2 === 0 })
    }
  }, epochs * rowsOfAnEpoch)
}

function measure(append: (store: Store, runId: string) => void, rows: number): Measurement {
  return withFolder((home) => {
    const store = openStore(home)
    const runId = addRun(store)
    const write = durationOf(() => append(store, runId))
    store.close()
    return { rows, write, read: null, bytes: bytesIn(home) }
  })
}

function epochRecord(epoch: number): EpochRecord {
  const step = epoch * 50
  return {
    epoch,
    step,
    seconds: step / 1000,
    learningRate: 0.001,
    train: splitScores(),
    validation: splitScores(),
  }
}

function splitScores(): SplitScores {
  const figure = Math.random
  const each = Array.from({ length: classes }, (_, index) => index)
  return {
    loss: figure(),
    crossEntropy: figure(),
    accuracy: figure(),
    balancedAccuracy: figure(),
    macroF1: figure(),
    perClass: each.map((index) => ({
      label: `class ${index}`,
      support: 36,
      recall: figure(),
      precision: figure(),
      f1: figure(),
    })),
    confusion: each.map((truth) => each.map((predicted) => (truth === predicted ? 30 : 1))),
  }
}
