/** Each row of the table "Where the well-known implementations disagree", told apart by name. */
import { answerLossRequest, readLossRequest } from '@core/losses/loss-request'
import { describe, expect, it } from 'vitest'
import { expectClose, golden } from '../support'

const logits = [
  [0.4, -1.3, 0.8],
  [-0.2, 1.1, 0.3],
]
const labels = [2, 0]

function loss(fields: Record<string, unknown>): number {
  return answerLossRequest(readLossRequest({ logits, labels, ...fields })).loss as number
}

/** Logits whose softmax, or sigmoid, gives these probabilities. */
const logOf = (rows: number[][]) => rows.map((row) => row.map(Math.log))
const logitOf = (rows: number[][]) => rows.map((row) => row.map((p) => Math.log(p / (1 - p))))

describe('where implementations disagree', () => {
  it('seed: a uniform α, and the mean over all N · C elements', () => {
    const elements = answerLossRequest(
      readLossRequest({ logits, labels, activation: 'sigmoid', gamma: 2, reduction: 'none' }),
    ).loss as number[][]
    const mean = elements.flat().reduce((sum, value) => sum + value, 0) / 6
    expectClose(loss({ activation: 'sigmoid', gamma: 2 }), mean)
    expectClose(loss({ activation: 'sigmoid', gamma: 2, alpha: 0.25 }), 0.25 * mean)
  })

  it('torchvision and fvcore: α for positives, 1 - α for negatives; off unless asked for', () => {
    const base = { activation: 'sigmoid', gamma: 2, reduction: 'none' }
    const targets = [[1, 0]]
    const one = [[0.7, 0.7]]
    const answer = (fields: object) =>
      answerLossRequest(readLossRequest({ ...base, logits: one, targets, ...fields })).loss as number[][]
    const [plain] = answer({})
    const [balanced] = answer({ alpha: 0.25, alphaMode: 'positiveNegative' })
    expectClose(balanced, [0.25 * plain![0]!, 0.75 * plain![1]!])
  })

  it('Keras categorical: a scalar α scales, a list weights by class; the mean is over the batch', () => {
    const plain = loss({ gamma: 2 })
    expectClose(loss({ gamma: 2, alpha: 0.25 }), 0.25 * plain)
    const [first, second] = answerLossRequest(readLossRequest({ logits, labels, reduction: 'none' }))
      .loss as number[]
    expectClose(loss({ gamma: 2, alpha: [3, 1, 0.5] }), (0.5 * first! + 3 * second!) / 2)
  })

  it('MONAI: class 0 gets 1 - α, the others α; the mean is over N · C', () => {
    const α = 0.25
    const perSample = answerLossRequest(
      readLossRequest({ logits, labels, alpha: [1 - α, α, α], reduction: 'none' }),
    ).loss as number[]
    expectClose(loss({ alpha: [1 - α, α, α] }) / 3, perSample.reduce((sum, value) => sum + value, 0) / 6)
  })

  it('old kornia: a uniform α', () => {
    expectClose(loss({ alpha: 0.5, gamma: 2 }), 0.5 * loss({ gamma: 2 }))
  })

  it('PyTorch CrossEntropyLoss(weight): divides by the sum of the weights used, which is not the mean over N', () => {
    const alpha = [2, 1, 0.5]
    const byN = loss({ kind: 'ce', alpha })
    const byWeights = loss({ kind: 'ce', alpha, reduction: 'weightedMean' })
    expectClose(byWeights, (byN * 2) / (2 + 0.5))
    expect(Math.abs(byWeights - byN)).toBeGreaterThan(0.1)
  })
})

describe('the examples of the Keras docstrings', () => {
  const { kerasDocstrings } = golden<{ kerasDocstrings: { categorical: number[]; binary: number[] } }>(
    'losses',
  )

  it('categorical, α 0.25 and γ 2', () => {
    const input = {
      logits: logOf([
        [0.05, 0.9, 0.05],
        [0.1, 0.85, 0.05],
      ]),
      targets: [
        [0, 1, 0],
        [0, 0, 1],
      ],
      alpha: 0.25,
      gamma: 2,
      reduction: 'none',
    }
    const answer = answerLossRequest(readLossRequest(input)).loss
    expectClose(answer, kerasDocstrings.categorical)
    expectClose(answer, [2.63401e-4, 0.675912], 1e-5)
  })

  it('binary, γ 2, mean over the last axis', () => {
    const input = {
      activation: 'sigmoid',
      logits: logitOf([
        [0.6, 0.4],
        [0.4, 0.6],
      ]),
      targets: [
        [0, 1],
        [0, 0],
      ],
      gamma: 2,
      reduction: 'none',
    }
    const elements = answerLossRequest(readLossRequest(input)).loss as number[][]
    const rows = elements.map(([a, b]) => (a! + b!) / 2)
    // Keras on PyTorch takes this mean in float32.
    expectClose(rows, kerasDocstrings.binary, 1e-7)
    expectClose(rows, [0.33, 0.206], 2e-3)
  })
})
