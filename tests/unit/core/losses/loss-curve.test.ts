import { evaluateLoss } from '@core/losses/evaluate-loss'
import { lossCurve } from '@core/losses/loss-curve'
import type { LossSpec } from '@core/losses/loss-spec'
import { matrixFromRows } from '@core/matrix'
import { describe, expect, it } from 'vitest'
import { errorOf, expectClose } from '../support'

const probabilities = [0.001, 0.1, 0.3, 0.5, 0.9, 0.999]

describe('lossCurve', () => {
  it.each<[string, LossSpec]>([
    ['ce', { kind: 'ce' }],
    ['focal', { gamma: 1.5, alpha: 0.25 }],
    ['flsd53', { kind: 'flsd53' }],
    ['ldam', { kind: 'ldam', classCounts: [90, 10] }],
    ['balancedSoftmax', { kind: 'balancedSoftmax', tau: 1.5, classCounts: [90, 10] }],
  ])('is what evaluateLoss gives for two classes (%s)', (_, spec) => {
    for (const classIndex of [0, 1]) {
      const curve = lossCurve(spec, probabilities, { classIndex })
      probabilities.forEach((p, k) => {
        const logits = [0, 0]
        logits[classIndex] = Math.log(p / (1 - p))
        const result = evaluateLoss(spec, matrixFromRows([logits], 'logits'), { labels: [classIndex] })
        expectClose(curve.loss[k], result.loss as number)
        expectClose(curve.gradient[k], Math.abs(result.grad.data[classIndex]!))
      })
    }
  })

  it('has cross-entropy beside it, unweighted', () => {
    const { crossEntropy } = lossCurve({ alpha: 3 }, probabilities)
    expectClose(
      crossEntropy.loss,
      probabilities.map((p) => -Math.log(p)),
    )
    expectClose(
      crossEntropy.gradient,
      probabilities.map((p) => 1 - p),
    )
  })

  it('takes a class weight', () => {
    const plain = lossCurve({}, probabilities)
    expectClose(
      lossCurve({}, probabilities, { weight: 4 }).loss,
      plain.loss.map((loss) => 4 * loss),
    )
  })

  it('draws both sides of the asymmetric loss', () => {
    const spec: LossSpec = { activation: 'sigmoid', kind: 'asymmetric' }
    const negative = lossCurve(spec, [0.96, 0.5], { isNegative: true })
    expect(negative.loss[0]).toBe(0)
    expectClose(negative.loss[1], -Math.pow(0.45, 4) * Math.log(0.55))
    expectClose(lossCurve(spec, [0.5]).loss[0], 0.5 * Math.LN2)
  })

  it.each([0, 1, -0.1, NaN])('refuses a probability of %d', (p) => {
    expect(errorOf(() => lossCurve({}, [p])).message).toMatch('a curve is drawn between 0 and 1')
  })

  it('needs the class for the losses that differ by class', () => {
    expect(errorOf(() => lossCurve({ kind: 'ldam' }, [0.5])).message).toMatch('needs classCounts')
    const spec: LossSpec = { kind: 'balancedSoftmax', classCounts: [1, 2] }
    expect(errorOf(() => lossCurve(spec, [0.5], { classIndex: 2 })).message).toMatch('needs classCounts')
  })
})
