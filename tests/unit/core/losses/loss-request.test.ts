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

  it('takes null for a missing list', () => {
    expect(answer({ logits: [[0, 1]], labels: [1], targets: null })).toEqual(
      answer({ logits: [[0, 1]], labels: [1] }),
    )
  })

  it.each<[unknown, RegExp]>([
    [null, /^The input is null/],
    [[1], /^The input is \[1\]/],
    [{ labels: [0] }, /^logits must be an array of rows/],
    [{ logits: [[0, 1]] }, /^Give either labels or targets: neither is there/],
    [{ logits: [[0, 1]], labels: [0], targets: [[0, 1]] }, /^Give either labels or targets: both are there/],
    [{ logits: [[0, 1]], labels: 0 }, /^labels is 0, not a list/],
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
