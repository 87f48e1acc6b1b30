import { expect, test } from 'vitest'
import type { SplitScores } from '@shared/domain/metrics'
import { epochPoints, stepPoints } from '../../../../src/engine/events/curve-points'

const scores = (loss: number): SplitScores => ({
  loss,
  crossEntropy: 1,
  accuracy: 0.5,
  balancedAccuracy: 0.5,
  macroF1: 0.4,
  perClass: [
    { label: 'a', support: 2, recall: 0.5, precision: 1, f1: 2 / 3 },
    { label: 'b', support: 0, recall: null, precision: null, f1: null },
  ],
  confusion: [
    [1, 1],
    [0, 0],
  ],
})

test('steps become points of the train loss', () => {
  const losses = Float32Array.of(1.5, 0.5)
  const seconds = Float64Array.of(0.1, 0.2)
  expect(
    stepPoints('r', { type: 'steps', epoch: 3, firstStep: 7, losses, seconds, examplesPerSecond: 1 }),
  ).toEqual({
    runId: 'r',
    metric: 'loss',
    split: 'train',
    classIndex: null,
    resolution: 'step',
    step: [7, 8],
    epoch: [3, 3],
    seconds: [0.1, 0.2],
    value: [1.5, 0.5],
  })
})

test('an epoch is one point of every curve; what is not defined has none', () => {
  const record = {
    epoch: 2,
    step: 90,
    seconds: 4,
    learningRate: 0.01,
    train: scores(1),
    validation: scores(2),
  }
  const points = epochPoints('r', record)
  // The learning rate; five scores and three of class a in each split.
  expect(points).toHaveLength(1 + 2 * (5 + 3))
  expect(points.filter(({ classIndex }) => classIndex === 1)).toEqual([])
  expect(points).toContainEqual({
    runId: 'r',
    metric: 'loss',
    split: 'validation',
    classIndex: null,
    resolution: 'epoch',
    step: [90],
    epoch: [2],
    seconds: [4],
    value: [2],
  })
  expect(points.find(({ metric }) => metric === 'learningRate')).toMatchObject({
    split: 'train',
    value: [0.01],
  })
})
