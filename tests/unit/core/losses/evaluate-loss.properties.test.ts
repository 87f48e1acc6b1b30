import { evaluateLoss } from '@core/losses/evaluate-loss'
import type { LossAlpha, LossSpec } from '@core/losses/loss-spec'
import type { LossTruth } from '@core/losses/loss-truth'
import type { Matrix } from '@core/matrix'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectClose } from '../support'

const softmaxKinds = ['ce', 'focal', 'flsd53', 'ldam', 'balancedSoftmax'] as const
const gamma = fc.constantFrom(0, 0.3, 0.5, 1, 2, 5, 10)
const alpha = fc.constantFrom<LossAlpha[]>('none', 'balanced', 'inverseSquareRoot', 'effective', 0.25)

function real(limit: number): fc.Arbitrary<number> {
  return fc.double({ min: -limit, max: limit, noNaN: true })
}

/** A batch of 1 to 5 samples and 2 to 5 classes, with labels. */
function batch(limit: number): fc.Arbitrary<{ logits: Matrix; labels: number[] }> {
  return fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 2, max: 5 })).chain(([rows, columns]) =>
    fc.record({
      logits: fc
        .array(real(limit), { minLength: rows * columns, maxLength: rows * columns })
        .map((values) => ({ data: Float64Array.from(values), rows, columns })),
      labels: fc.array(fc.nat(columns - 1), { minLength: rows, maxLength: rows }),
    }),
  )
}

const softmaxSpec: fc.Arbitrary<LossSpec> = fc.record({
  kind: fc.constantFrom(...softmaxKinds),
  gamma,
  alpha,
  labelSmoothing: fc.constantFrom(0, 0.1),
  reduction: fc.constantFrom('mean', 'weightedMean', 'sum'),
})

const sigmoidSpec: fc.Arbitrary<LossSpec> = fc.record({
  activation: fc.constant('sigmoid' as const),
  kind: fc.constantFrom('ce', 'focal', 'asymmetric'),
  gamma,
  alpha,
  labelSmoothing: fc.constantFrom(0, 0.1),
  reduction: fc.constantFrom('mean', 'weightedMean', 'sum'),
})

const elementSpec: fc.Arbitrary<LossSpec> = sigmoidSpec.chain((spec) =>
  fc
    .constantFrom('balanced' as const, 'inverseSquareRoot' as const, 'effective' as const, 0.25)
    .map((weights) => ({ ...spec, alpha: weights, alphaMode: 'positiveNegative' as const })),
)

function lossOf(spec: LossSpec, logits: Matrix, truth: LossTruth): number {
  return evaluateLoss(spec, logits, truth).loss as number
}

/** Central differences, of fourth order: the five-point formula. */
function numericGradient(spec: LossSpec, logits: Matrix, truth: LossTruth): Float64Array {
  const step = 1e-3
  return logits.data.map((_, k) => {
    const at = (shift: number) => {
      const data = Float64Array.from(logits.data)
      data[k]! += shift
      return lossOf(spec, { ...logits, data }, truth)
    }
    return (at(-2 * step) - 8 * at(-step) + 8 * at(step) - at(2 * step)) / (12 * step)
  })
}

/** FLSD-53 and the asymmetric loss have a kink, where differences mean nothing. */
function isNearKink(spec: LossSpec, { data, rows, columns }: Matrix, labels: readonly number[]): boolean {
  if (spec.kind === 'asymmetric') return data.some((x) => Math.abs(1 / (1 + Math.exp(-x)) - 0.05) < 1e-3)
  if (spec.kind !== 'flsd53') return false
  return Array.from({ length: rows }, (_, i) => data.subarray(i * columns, (i + 1) * columns)).some(
    (z, i) => {
      const total = z.reduce((sum, value) => sum + Math.exp(value), 0)
      return Math.abs(Math.exp(z[labels[i]!]!) / total - 0.2) < 1e-2
    },
  )
}

describe('gradient', () => {
  it.each([
    ['softmax', softmaxSpec],
    ['sigmoid', sigmoidSpec],
    ['sigmoid, α and 1 - α', elementSpec],
  ])('equals central differences (%s)', (_, specs) => {
    fc.assert(
      fc.property(specs, batch(3), (spec, { logits, labels }) => {
        fc.pre(!isNearKink(spec, logits, labels))
        // LDAM multiplies logits by 30, and the error of the differences by 30^5.
        const fixed = spec.kind === 'ldam' ? { ...spec, scale: 2 } : spec
        const { grad } = evaluateLoss(fixed, logits, { labels })
        const numeric = numericGradient(fixed, logits, { labels })
        const scale = Math.max(1e-3, ...numeric.map(Math.abs))
        numeric.forEach((wanted, k) => expect(Math.abs(grad.data[k]! - wanted) / scale).toBeLessThan(1e-7))
      }),
      { numRuns: 300 },
    )
  })

  it('sums to 0 over the classes of each sample (softmax)', () => {
    fc.assert(
      fc.property(softmaxSpec, batch(50), (spec, { logits, labels }) => {
        const { grad } = evaluateLoss(spec, logits, { labels })
        for (let i = 0; i < logits.rows; i++) {
          const row = grad.data.subarray(i * logits.columns, (i + 1) * logits.columns)
          const scale = Math.max(...row.map(Math.abs))
          expect(Math.abs(row.reduce((sum, value) => sum + value, 0))).toBeLessThanOrEqual(1e-12 * scale)
        }
      }),
    )
  })
})

describe('value', () => {
  it('equals cross-entropy with the same weights at γ = 0, exactly, in both means', () => {
    fc.assert(
      fc.property(
        batch(100),
        alpha,
        fc.constantFrom('softmax' as const, 'sigmoid' as const),
        fc.constantFrom('mean' as const, 'weightedMean' as const),
        ({ logits, labels }, weights, activation, reduction) => {
          const common = { activation, alpha: weights, reduction }
          const focal = evaluateLoss({ ...common, kind: 'focal', gamma: 0 }, logits, { labels })
          expect(focal).toEqual(evaluateLoss({ ...common, kind: 'ce' }, logits, { labels }))
        },
      ),
    )
  })

  it('is never negative', () => {
    fc.assert(
      fc.property(fc.oneof(softmaxSpec, sigmoidSpec), batch(100), (spec, { logits, labels }) => {
        expect(lossOf(spec, logits, { labels })).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('is finite, and so is its gradient, for logits of ±10,000', () => {
    const extremes = batch(1e4).chain((inner) =>
      fc
        .array(fc.constantFrom(-1e4, 1e4, 0, -1, 1e4 - 1e-9), {
          minLength: inner.logits.data.length,
          maxLength: inner.logits.data.length,
        })
        .map((values) => ({ ...inner, logits: { ...inner.logits, data: Float64Array.from(values) } })),
    )
    fc.assert(
      fc.property(
        fc.oneof(softmaxSpec, sigmoidSpec),
        fc.oneof(extremes, batch(1e4)),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (spec, { logits, labels }, anyGamma) => {
          const { loss, grad } = evaluateLoss({ ...spec, gamma: anyGamma }, logits, { labels })
          expect(loss).toSatisfy(Number.isFinite)
          expect(Array.from(grad.data).every(Number.isFinite)).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('does not change when every logit of a sample moves by the same amount (softmax)', () => {
    fc.assert(
      fc.property(
        softmaxSpec,
        batch(20),
        fc.integer({ min: -100, max: 100 }),
        (spec, { logits, labels }, shift) => {
          fc.pre(!isNearKink(spec, logits, labels))
          const moved = { ...logits, data: logits.data.map((z) => z + shift) }
          const loss = lossOf(spec, logits, { labels })
          expect(Math.abs(lossOf(spec, moved, { labels }) - loss)).toBeLessThanOrEqual(
            1e-10 * Math.max(1, loss),
          )
        },
      ),
    )
  })

  it('moves with its classes when they change places', () => {
    fc.assert(
      fc.property(softmaxSpec, batch(20), fc.nat(4), (spec, { logits, labels }, turn) => {
        const { data, rows, columns } = logits
        const turned = (c: number) => (c + turn) % columns
        const moved = new Float64Array(data.length)
        data.forEach((z, k) => {
          moved[k - (k % columns) + turned(k % columns)] = z
        })
        const before = evaluateLoss(spec, logits, { labels })
        const after = evaluateLoss(spec, { data: moved, rows, columns }, { labels: labels.map(turned) })
        expectClose(after.loss, before.loss as number)
        const back = data.map((_, k) => after.grad.data[k - (k % columns) + turned(k % columns)]!)
        expectClose(back, Array.from(before.grad.data))
      }),
    )
  })

  it('falls as the logit of the true class rises, and the focal factor makes it smaller than cross-entropy', () => {
    fc.assert(
      fc.property(
        batch(10),
        gamma,
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        ({ logits, labels }, g, rise) => {
          const spec: LossSpec = { gamma: g, reduction: 'none' }
          const raised = { ...logits, data: Float64Array.from(logits.data) }
          labels.forEach((label, i) => (raised.data[i * logits.columns + label]! += rise))
          const before = evaluateLoss(spec, logits, { labels }).unreduced
          const after = evaluateLoss(spec, raised, { labels }).unreduced
          const crossEntropy = evaluateLoss({ kind: 'ce' }, logits, { labels }).unreduced
          before.forEach((loss, i) => {
            expect(after[i]).toBeLessThan(loss)
            expect(loss).toBeLessThanOrEqual(crossEntropy[i]!)
          })
        },
      ),
    )
  })

  it('is the same for one sigmoid column as for two softmax classes', () => {
    fc.assert(
      fc.property(real(30), fc.nat(1), gamma, (x, label, g) => {
        const one = evaluateLoss({ activation: 'sigmoid', gamma: g }, row([x]), { labels: [label] })
        const two = evaluateLoss({ gamma: g }, row([0, x]), { labels: [label] })
        expectClose(one.loss, two.loss as number)
        expectClose(one.grad.data[0], two.grad.data[1]!)
      }),
    )
  })
})

function row(values: number[]): Matrix {
  return { data: Float64Array.from(values), rows: 1, columns: values.length }
}
