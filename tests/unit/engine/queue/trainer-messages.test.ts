import { expect, test } from 'vitest'
import { isErrorShape } from '@shared/errors'
import { readTrainerMessage } from '../../../../src/engine/queue/trainer-messages'

const scores = {
  loss: 1,
  crossEntropy: 1,
  accuracy: 1,
  balancedAccuracy: 1,
  macroF1: 1,
  perClass: [
    { label: 'a', support: 1, recall: 1, precision: 1, f1: 1 },
    { label: 'b', support: 1, recall: null, precision: null, f1: null },
  ],
  confusion: [
    [1, 0],
    [0, 1],
  ],
}
const record = { epoch: 1, step: 2, seconds: 1, learningRate: 0.1, train: scores, validation: scores }
const good = {
  ready: {
    environment: { versions: {} },
    parameters: 3,
    labels: ['a', 'b'],
    trainCounts: [1, 1],
    validationCounts: [1, 1],
    steps: 4,
  },
  steps: {
    epoch: 1,
    firstStep: 1,
    losses: Float32Array.of(1, NaN),
    seconds: Float64Array.of(1, 2),
    examplesPerSecond: 9,
  },
  epoch: { record, examplesPerSecond: 9 },
  predictions: {
    which: 'best',
    epoch: 1,
    rows: Int32Array.of(0, 1),
    probabilities: Float32Array.of(1, 0, 0, 1),
  },
  checkpoint: { epoch: 1, fileName: 'epoch-000001.checkpoint', best: true },
  log: { time: 1, level: 'info', message: 'text' },
  ended: { state: 'done', reason: null, seconds: 1, examplesPerSecond: 9 },
  failed: { error: { code: 'trainer-failed', message: 'text' } },
}

test.each(Object.entries(good))('%s is taken as it is', (type, fields) => {
  const message = { type, ...fields }
  expect(readTrainerMessage(message, 2)).toBe(message)
})

const wrong: [string, unknown][] = [
  ['null', null],
  ['text', 'steps'],
  ['no type', { epoch: 1 }],
  ['an unknown type', { type: 'quit' }],
  ['a type of the prototype', { type: 'toString' }],
  ['ready for other classes', { type: 'ready', ...good.ready, labels: ['a'] }],
  ['counts below 0', { type: 'ready', ...good.ready, trainCounts: [1, -1] }],
  ['losses as a list', { type: 'steps', ...good.steps, losses: [1, 2] }],
  ['fewer times than losses', { type: 'steps', ...good.steps, seconds: Float64Array.of(1) }],
  ['no losses', { type: 'steps', ...good.steps, losses: new Float32Array(), seconds: new Float64Array() }],
  ['step 0', { type: 'steps', ...good.steps, firstStep: 0 }],
  ['no record', { type: 'epoch', examplesPerSecond: 1 }],
  [
    'a confusion matrix that is not square',
    { type: 'epoch', ...good.epoch, record: { ...record, train: { ...scores, confusion: [[1, 0]] } } },
  ],
  [
    'a histogram of p_t with other bins',
    {
      type: 'epoch',
      ...good.epoch,
      record: { ...record, train: { ...scores, probabilityHistogram: [[1], [1]] } },
    },
  ],
  [
    'a histogram of p_t of other classes',
    {
      type: 'epoch',
      ...good.epoch,
      record: { ...record, train: { ...scores, probabilityHistogram: [new Array<number>(20).fill(0)] } },
    },
  ],
  [
    'half a sample',
    {
      type: 'epoch',
      ...good.epoch,
      record: {
        ...record,
        train: {
          ...scores,
          confusion: [
            [1, 0],
            [0, 0.5],
          ],
        },
      },
    },
  ],
  [
    'scores without a loss',
    { type: 'epoch', ...good.epoch, record: { ...record, validation: { ...scores, loss: undefined } } },
  ],
  [
    'probabilities of other classes',
    { type: 'predictions', ...good.predictions, probabilities: Float32Array.of(1, 0, 0) },
  ],
  [
    'a checkpoint outside of its folder',
    { type: 'checkpoint', ...good.checkpoint, fileName: '../../focal-bench.sqlite' },
  ],
  ['a log of an unknown level', { type: 'log', ...good.log, level: 'fatal' }],
  ['an unknown end', { type: 'ended', ...good.ended, state: 'running' }],
  ['an error without a code', { type: 'failed', error: { message: 'text' } }],
]

test.each(wrong)('%s is refused', (_, message) => {
  let thrown: unknown
  try {
    readTrainerMessage(message, 2)
  } catch (error) {
    thrown = error
  }
  expect(isErrorShape(thrown) && thrown.code).toBe('trainer-failed')
})

test('a run that diverges may say NaN and Infinity', () => {
  const diverged = { ...record, train: { ...scores, loss: NaN, crossEntropy: Infinity } }
  expect(readTrainerMessage({ type: 'epoch', record: diverged, examplesPerSecond: 1 }, 2)).toBeTruthy()
})

test('with several labels a sample, a confusion table has four outcomes a label', () => {
  const outcomes = (row: number[]) => {
    const measured = { ...scores, confusion: [row, row] }
    return {
      type: 'epoch',
      record: { ...record, train: measured, validation: measured },
      examplesPerSecond: 9,
    }
  }
  expect(readTrainerMessage(outcomes([1, 2, 3, 4]), 2, true)).toBeTruthy()
  expect(() => readTrainerMessage(outcomes([1, 2]), 2, true)).toThrow('confusion')
  expect(() => readTrainerMessage(outcomes([1, 2, 3, 4]), 2)).toThrow('confusion')
})
