import { answerLossRequest, readLossRequest } from '@core/losses/loss-request'
import { describe, expect, it } from 'vitest'
import { errorOf, expectClose } from '../support'

const answer = (input: unknown) => answerLossRequest(readLossRequest(input))

describe('a loss request', () => {
  it('is answered with a number and a gradient in the shape of the logits', () => {
    const { loss, grad } = answer({ kind: 'ce', logits: [[0, 0]], labels: [1] })
    expectClose(loss, Math.LN2)
    expectClose(grad, [[0.5, -0.5]])
  })

  it('may be flat for sigmoid, and is then answered flat', () => {
    const { loss, grad } = answer({
      activation: 'sigmoid',
      kind: 'ce',
      logits: [0, 0],
      targets: [1, 0],
      reduction: 'none',
    })
    expectClose(loss, [Math.LN2, Math.LN2])
    expectClose(grad, [-0.5, 0.5])
  })

  it('takes null for a missing field', () => {
    const fields = {
      targets: null,
      classCounts: null,
      gamma: null,
      alpha: null,
      reduction: null,
      activation: null,
    }
    expect(answer({ ...fields, logits: [[0, 1]], labels: [1] })).toEqual(
      answer({ logits: [[0, 1]], labels: [1] }),
    )
  })

  it('was answered with null where float64 has no room for the loss', () => {
    const error = errorOf(() => answer({ kind: 'ce', logits: [[1e308, -1e308]], labels: [1] }))
    expect(error.message).toMatch(/^The loss is out of the range of float64/)
    expect(answer({ kind: 'ce', logits: [[1e308, -1e308]], labels: [0] }).loss).toBe(0)
  })

  it.each<[unknown, RegExp]>([
    [null, /^The input is null/],
    [[1], /^The input is \[1\]/],
    [{ labels: [0] }, /^logits must be an array of rows/],
    [{ logits: [[0, 1]] }, /^Give either labels or targets: neither is there/],
    [{ logits: [[0, 1]], labels: [0], targets: [[0, 1]] }, /^Give either labels or targets: both are there/],
    [{ logits: [[0, 1]], labels: 0 }, /^labels is 0, not a list/],
    [
      { alpha: 'balanced', classCounts: [3, 0], logits: [[0, 1]], labels: [1] },
      /^classCounts\[1\] is 0, but class 1 occurs in labels/,
    ],
    [
      { classCounts: [0, 3], logits: [[0, 1]], targets: [[0.1, 0.9]] },
      /^classCounts\[0\] is 0, but class 0 occurs in targets/,
    ],
    [{ logits: [[0, 1]], labels: [0], label_smoothing: 0.1 }, /^A loss has no field "label_smoothing"/],
    [{ logits: [0, 1], labels: [0, 1] }, /^logits\[0\] must be an array/],
    [{ activation: 'sigmoid', logits: [0, 1], targets: [[0], [1]] }, /^targets must be a flat list/],
    [{ activation: 'sigmoid', logits: [0, 'x'], labels: [0, 1] }, /^logits\[1\] is "x"/],
  ])('is refused where it is %j', (input, message) => {
    const error = errorOf(() => answer(input))
    expect(error.code).toBe('bad-input')
    expect(error.message).toMatch(message)
  })
})
