import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Curve, CurveKey } from '@shared/contract/curves'
import type { EpochRecord } from '@shared/domain/metrics'
import { bucketOf, bucketWidth, rollUpFactor } from '../../../../../src/engine/store/metrics/buckets'
import { addRun, appendSteps, epochRecord, errorOf, lossAt, secondsAt, temporaryStore } from '../support'

const stepLoss: CurveKey = { metric: 'loss', split: 'train', classIndex: null, resolution: 'step' }

interface Bucket {
  position: number
  count: number
  min: number
  max: number
  mean: number
}

/** The buckets of `width` positions between two positions, from the points themselves; null is no point. */
function bruteForce(values: (number | null)[], first: number, last: number, width: number): Bucket[] {
  const members = new Map<number, number[]>()
  for (let position = first; position <= last; position++) {
    const value = values[position - 1]
    if (value === null || value === undefined) continue
    const bucket = bucketOf(position, width)
    members.set(bucket, [...(members.get(bucket) ?? []), value])
  }
  return [...members].map(([bucket, figures]) => {
    const numbers = figures.filter((value) => !Number.isNaN(value))
    const known = numbers.length > 0
    return {
      position: Math.min((bucket + 1) * width, last),
      count: numbers.length,
      min: known ? Math.min(...numbers) : NaN,
      max: known ? Math.max(...numbers) : NaN,
      mean: known ? numbers.reduce((sum, value) => sum + value, 0) / numbers.length : NaN,
    }
  })
}

function expectBuckets(curve: Curve, positions: number[], expected: Bucket[]): void {
  expect(positions).toEqual(expected.map((bucket) => bucket.position))
  expect(curve.min).toEqual(expected.map((bucket) => bucket.min))
  expect(curve.max).toEqual(expected.map((bucket) => bucket.max))
  expect(curve.points).toBe(expected.reduce((sum, bucket) => sum + bucket.count, 0))
  const wrong = expected.filter(({ mean }, index) => !isClose(curve.mean[index]!, mean))
  expect(wrong).toEqual([])
}

/** Means of means may differ from the mean in the last digits. */
function isClose(found: number, wanted: number): boolean {
  return Object.is(found, wanted) || Math.abs(found - wanted) <= 1e-12 * (1 + Math.abs(wanted))
}

const loss = fc.oneof(
  // 0 and -0 are the same number to a curve, but not to toEqual.
  { weight: 20, arbitrary: fc.float({ min: -1000, max: 1000, noNaN: true }).map((value) => value + 0) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity) },
)

describe('bucketWidth', () => {
  it('gives no more buckets than asked for, wherever the range starts, and no fewer than a third', () => {
    const sizes = fc.record({
      first: fc.integer({ min: 1, max: 20_000_000 }),
      positions: fc.integer({ min: 1, max: 20_000_000 }),
      maxPoints: fc.integer({ min: 2, max: 20_000 }),
    })
    fc.assert(
      fc.property(sizes, ({ first, positions, maxPoints }) => {
        const width = bucketWidth(positions, maxPoints)
        const buckets = bucketOf(first + positions - 1, width) - bucketOf(first, width) + 1
        expect(buckets).toBeLessThanOrEqual(maxPoints)
        expect(buckets).toBeGreaterThanOrEqual(Math.min(positions, Math.floor(maxPoints / 3)))
      }),
    )
  })
})

describe('a curve by step', () => {
  it('is what its points say, whatever the batches, the range and the resolution', () => {
    const store = temporaryStore()
    const cases = fc.record({
      batches: fc.array(fc.array(loss, { minLength: 1, maxLength: 700 }), { minLength: 1, maxLength: 8 }),
      reads: fc.array(
        fc.record({ from: fc.nat(5000), length: fc.nat(6000), maxPoints: fc.integer({ min: 2, max: 2000 }) }),
        { minLength: 1, maxLength: 5 },
      ),
    })
    fc.assert(
      fc.property(cases, ({ batches, reads }) => {
        const { id } = addRun(store)
        const values = batches.flat().map(Math.fround)
        let firstStep = 1
        for (const batch of batches) {
          const seconds = Float64Array.from(batch, (_, index) => secondsAt(firstStep + index))
          store.metrics.appendSteps(id, { epoch: 1, firstStep, losses: Float32Array.from(batch), seconds })
          firstStep += batch.length
        }
        for (const { from, length, maxPoints } of reads) {
          const range = { fromStep: from, toStep: from + length, maxPoints }
          const curve = store.metrics.readCurve(id, stepLoss, range)
          const [first, last] = [Math.max(1, from), Math.min(values.length, from + length)]
          const width = bucketWidth(last - first + 1, maxPoints)
          expect(curve.rolledUp).toBe(width > 1)
          expectBuckets(curve, curve.step, bruteForce(values, first, last, width))
          expect(curve.seconds).toEqual(curve.step.map(secondsAt))
        }
      }),
      { numRuns: 60 },
    )
  }, 120_000)

  it('has its roll-ups at every level, written as the points came', () => {
    const store = temporaryStore()
    const { id } = addRun(store)
    const count = rollUpFactor ** 3 + 1
    for (let step = 1; step <= count; step += 100)
      appendSteps(store, id, step, Math.min(100, count - step + 1))
    const curve = store.metrics.readCurve(id, stepLoss, { maxPoints: 2 })
    const values = Array.from({ length: count }, (_, index) => lossAt(index + 1))
    expectBuckets(curve, curve.step, bruteForce(values, 1, count, bucketWidth(count, 2)))
  })

  it('tells the epoch and the time of each of its points', () => {
    const store = temporaryStore()
    const { id } = addRun(store)
    for (let epoch = 1; epoch <= 40; epoch++) appendSteps(store, id, (epoch - 1) * 50 + 1, 50, epoch)
    for (const maxPoints of [10_000, 100, 9]) {
      const curve = store.metrics.readCurve(id, stepLoss, { maxPoints })
      expect(curve.epoch).toEqual(curve.step.map((step) => Math.ceil(step / 50)))
      expect(curve.seconds).toEqual(curve.step.map(secondsAt))
      expect(curve).toMatchObject({ ...stepLoss, runId: id, points: 2000 })
    }
  })

  it('is empty where there is nothing', () => {
    const store = temporaryStore()
    const { id } = addRun(store)
    const empty = {
      ...stepLoss,
      runId: id,
      step: [],
      epoch: [],
      seconds: [],
      mean: [],
      min: [],
      max: [],
      points: 0,
    }
    expect(store.metrics.readCurve(id, stepLoss, { maxPoints: 10 })).toEqual({ ...empty, rolledUp: false })
    appendSteps(store, id, 1, 100)
    const beyond = store.metrics.readCurve(id, stepLoss, { fromStep: 101, toStep: 500, maxPoints: 10 })
    expect(beyond).toEqual({ ...empty, rolledUp: false })
  })

  it('cannot be drawn with one point', () => {
    const store = temporaryStore()
    const { id } = addRun(store)
    errorOf(() => store.metrics.readCurve(id, stepLoss, { maxPoints: 1 }), 'bad-input')
  })
})

describe('a curve by epoch', () => {
  it('is what its points say, with gaps where a class figure is not defined', () => {
    const store = temporaryStore()
    const cases = fc.record({
      values: fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true })), {
        minLength: 1,
        maxLength: 300,
      }),
      reads: fc.array(
        fc.record({ from: fc.nat(3000), length: fc.nat(3000), maxPoints: fc.integer({ min: 2, max: 400 }) }),
        { minLength: 1, maxLength: 5 },
      ),
    })
    const recall: CurveKey = { metric: 'recall', split: 'validation', classIndex: 1, resolution: 'epoch' }
    fc.assert(
      fc.property(cases, ({ values, reads }) => {
        const { id } = addRun(store)
        store.transaction(() =>
          values.forEach((value, index) =>
            store.metrics.appendEpoch(id, withRecall(epochRecord(index + 1), value), { best: false }),
          ),
        )
        for (const { from, length, maxPoints } of reads) {
          const range = { fromStep: from, toStep: from + length, maxPoints }
          const curve = store.metrics.readCurve(id, recall, range)
          // Epoch n ends at step 10 n.
          const first = Math.max(1, Math.ceil(from / 10))
          const last = Math.min(values.length, Math.floor((from + length) / 10))
          const width = bucketWidth(last - first + 1, maxPoints)
          expectBuckets(curve, curve.epoch, bruteForce(values, first, last, width))
          expect(curve.step).toEqual(curve.epoch.map((epoch) => epoch * 10))
          expect(curve.seconds).toEqual(curve.epoch.map((epoch) => epoch * 1.25))
        }
      }),
      { numRuns: 15 },
    )
  }, 120_000)

  function withRecall(record: EpochRecord, recall: number | null): EpochRecord {
    record.validation.perClass[1]!.recall = recall
    return record
  }

  it('is there for every figure of an epoch, and for no other', () => {
    const store = temporaryStore()
    const { id } = addRun(store)
    store.metrics.appendEpoch(id, epochRecord(1), { best: true })
    appendSteps(store, id, 1, 10)
    const keys = store.metrics.curveKeys(id)
    // learning rate, 5 figures and 3 figures of 3 classes in 2 splits but for the recall of owls, and the step loss
    expect(keys).toHaveLength(1 + 2 * (5 + 9 - 1) + 1)
    const values = keys.map((key) => store.metrics.readCurve(id, key, { maxPoints: 10 }).points)
    expect(values).toEqual(keys.map((key) => (key.resolution === 'step' ? 10 : 1)))
    const owls: CurveKey = { metric: 'recall', split: 'train', classIndex: 2, resolution: 'epoch' }
    expect(store.metrics.readCurve(id, owls, { maxPoints: 10 }).points).toBe(0)
    const macroF1: CurveKey = {
      metric: 'macroF1',
      split: 'validation',
      classIndex: null,
      resolution: 'epoch',
    }
    expect(store.metrics.readCurve(id, macroF1, { maxPoints: 10 }).mean).toEqual([
      epochRecord(1).validation.macroF1,
    ])
  })
})
