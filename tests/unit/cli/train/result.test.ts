import { defaultRunConfig } from '@shared/config/defaults'
import type { EpochRecord, SplitScores } from '@shared/domain/metrics'
import { summarizeEpoch } from '@shared/domain/metrics'
import type { RunDetails } from '@shared/domain/run'
import { expect, it } from 'vitest'
import { runResult } from '../../../../src/cli/train/result'
import { runWith } from '../../core/filter/support'

const scores = (accuracy: number): SplitScores => ({
  loss: 0.1,
  crossEntropy: 0.2,
  accuracy,
  balancedAccuracy: accuracy,
  macroF1: accuracy,
  perClass: [{ label: 'a', support: 3, recall: accuracy, precision: null, f1: null }],
  confusion: [[3]],
})
const records: EpochRecord[] = [0.5, 0.9, 0.7].map((accuracy, index) => ({
  epoch: index + 1,
  step: (index + 1) * 10,
  seconds: (index + 1) * 2,
  learningRate: 0.001,
  train: scores(1),
  validation: scores(accuracy),
}))
const details: RunDetails = {
  ...runWith({ best: summarizeEpoch(records[1]!) }),
  notes: '',
  configHash: '',
  datasetHash: '',
  environment: null,
  error: null,
  labels: ['a'],
  trainCounts: [40, 60],
  validationCounts: [3],
  parameters: 1,
  log: [],
}

it('has the fields of the command line’s contract', () => {
  const result = runResult(details, records)
  expect(result).toMatchObject({
    state: 'done',
    config: defaultRunConfig,
    backend: 'tensorflow',
    compiled: true,
  })
  expect(result.epochs[0]).toEqual({
    epoch: 1,
    loss: 0.1,
    valLoss: 0.1,
    crossEntropy: 0.2,
    valCrossEntropy: 0.2,
    accuracy: 0.5,
    balancedAccuracy: 0.5,
    macroF1: 0.5,
    perClass: [{ label: 'a', support: 3, recall: 0.5, precision: null, f1: null }],
  })
  expect(result.best).toMatchObject({ epoch: 2, accuracy: 0.9, confusion: [[3]] })
})

it('takes time and speed from the progress, or works them out where a run has none', () => {
  expect(runResult(details, records)).toMatchObject({ seconds: 6, examplesPerSecond: 50 })
  const progress = {
    epoch: 3,
    epochs: 3,
    step: 30,
    steps: 30,
    secondsElapsed: 7,
    secondsLeft: null,
    examplesPerSecond: 99,
  }
  expect(runResult({ ...details, progress }, records)).toMatchObject({ seconds: 7, examplesPerSecond: 99 })
})

it('counts a sample with several labels once', () => {
  const outcomes = { ...scores(1), confusion: [[20, 0, 0, 30]] }
  const several = records.map((record) => ({ ...record, train: outcomes, validation: outcomes }))
  const result = runResult({ ...details, multiLabel: true }, several)
  expect(result).toMatchObject({ multiLabel: true, examplesPerSecond: 25 })
  expect(result.best?.confusion).toEqual([[20, 0, 0, 30]])
})

it('says null where a run has not begun', () => {
  const waiting = { ...details, best: null, trainCounts: null }
  expect(runResult(waiting, [])).toMatchObject({
    epochs: [],
    best: null,
    seconds: null,
    examplesPerSecond: null,
  })
})
