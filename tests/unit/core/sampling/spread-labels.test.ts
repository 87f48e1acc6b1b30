import { configuredSplit } from '@core/sampling/configured-split'
import { rarestLabels } from '@core/sampling/rarest-labels'
import { foldOfRows, heldOutRows, type Split } from '@core/sampling/split'
import { spreadOverFolds, spreadOverSplit } from '@core/sampling/spread-labels'
import { createRandom } from '@core/sampling/random'
import { dataConfigSchema } from '@shared/config/run-config'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { processorSeconds } from '../support'

const labels = 4
const seeds = fc.nat(0xffffffff)
/** Each sample's labels as bits. */
const samples = fc.array(fc.nat(2 ** labels - 1), { minLength: 2, maxLength: 9 })

function targetsOf(bits: readonly number[], count = labels): Uint8Array {
  return Uint8Array.from(bits.flatMap((bit) => Array.from({ length: count }, (_, l) => (bit >> l) & 1)))
}

/** Rows of each label in each part: counts[part][label]. */
function countsOf(bits: readonly number[], partOf: ArrayLike<number>, parts: number): number[][] {
  return Array.from({ length: parts }, (_, part) =>
    Array.from(
      { length: labels },
      (_row, l) => bits.filter((bit, row) => partOf[row] === part && (bit >> l) & 1).length,
    ),
  )
}

/** Labels without training, and labels of two rows or more without validation. */
function lacks(
  bits: readonly number[],
  isHeldOut: ArrayLike<number>,
): [untrained: number, unmeasured: number] {
  const [train = [], validation = []] = countsOf(bits, isHeldOut, 2)
  const rows = train.map((count, l) => count + (validation[l] ?? 0))
  return [
    rows.filter((count, l) => count > 0 && train[l] === 0).length,
    rows.filter((count, l) => count > 1 && validation[l] === 0).length,
  ]
}

/** The least that any split lacks, by trying them all. */
function leastLack(bits: readonly number[]): number {
  let least = Infinity
  for (let split = 0; split < 2 ** bits.length; split++) {
    const [untrained, unmeasured] = lacks(
      bits,
      bits.map((_, row) => (split >> row) & 1),
    )
    least = Math.min(least, 1000 * untrained + unmeasured)
  }
  return least
}

function strataOf(bits: readonly number[]): Int32Array {
  return rarestLabels(targetsOf(bits), labels)
}

describe('a split of samples with several labels', () => {
  it('has each label of two rows on both sides, wherever some split has', () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0.05, max: 0.9, noNaN: true }), seeds, (bits, fraction, seed) => {
        const isHeldOut = heldOutRows(strataOf(bits), fraction, seed)
        spreadOverSplit(isHeldOut, { targets: targetsOf(bits), labels }, seed)
        const [untrained, unmeasured] = lacks(bits, isHeldOut)
        expect(1000 * untrained + unmeasured).toBe(leastLack(bits))
      }),
    )
  })

  it('stays that by strata where all labels are on both sides already', () => {
    fc.assert(
      fc.property(samples, seeds, (bits, seed) => {
        const before = heldOutRows(strataOf(bits), 0.3, seed)
        const after = before.slice()
        spreadOverSplit(after, { targets: targetsOf(bits), labels }, seed)
        const [untrained, unmeasured] = lacks(bits, before)
        if (untrained + unmeasured === 0) expect(after).toEqual(before)
      }),
    )
  })

  it('is the same for the same seed', () => {
    fc.assert(
      fc.property(samples, seeds, (bits, seed) => {
        const split = () => {
          const isHeldOut = heldOutRows(strataOf(bits), 0.3, seed)
          spreadOverSplit(isHeldOut, { targets: targetsOf(bits), labels }, seed)
          return isHeldOut
        }
        expect(split()).toEqual(split())
      }),
    )
  })

  it('takes a million samples with ten labels in a few seconds of processor time', () => {
    const random = createRandom(1, 'targets')
    const rows = 1_000_000
    const targets = Uint8Array.from({ length: rows * 10 }, (_, i) =>
      // One label is on two rows, the first of which have another label that is rarer there.
      i % 10 === 9 ? Number(i < 20) : Number(random.uniform() < 0.2),
    )
    const isHeldOut = new Uint8Array(rows).fill(1, rows - 200_000)
    const seconds = processorSeconds(() => spreadOverSplit(isHeldOut, { targets, labels: 10 }, 1))
    expect(isHeldOut[0]! + isHeldOut[1]!).toBe(1)
    expect(seconds).toBeLessThan(5)
  })
})

describe('folds of samples with several labels', () => {
  it('leave each label of two rows something to train on, and validate on as many as they can', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 2, max: 4 }), seeds, (bits, asked, seed) => {
        const folds = Math.min(asked, bits.length)
        const foldOfRow = foldOfRows(strataOf(bits), folds, seed)
        const before = countsOf(bits, foldOfRow, folds)
        spreadOverFolds(foldOfRow, folds, { targets: targetsOf(bits), labels }, seed)
        const after = countsOf(bits, foldOfRow, folds)
        expect(foldOfRow.every((fold) => fold >= 0 && fold < folds)).toBe(true)
        const lackOf = (counts: number[][]) =>
          Array.from({ length: labels }, (_, l) => {
            const rows = bits.filter((bit) => (bit >> l) & 1).length
            const occupied = counts.filter((ofFold) => ofFold[l]! > 0).length
            const isUntrained = rows > 1 && occupied < 2
            return { isUntrained, lack: 1000 * Number(isUntrained) + Math.min(rows, folds) - occupied }
          })
        const sum = (counts: number[][]) => lackOf(counts).reduce((total, { lack }) => total + lack, 0)
        expect(sum(after)).toBeLessThanOrEqual(sum(before))
        if (leastLack(bits) === 0) expect(lackOf(after).some(({ isUntrained }) => isUntrained)).toBe(false)
      }),
    )
  })
})

it('a label lost all its training samples: {p, r}, {q, r}, {p}, {q}, 30 without a label, 10 others', () => {
  const bits = [5, 6, 1, 2, ...new Array<number>(30).fill(0), ...new Array<number>(10).fill(8)]
  const targets = targetsOf(bits)
  const rowsIn = ({ train, validation }: Split) =>
    [train, validation].map((rows) =>
      Array.from({ length: labels }, (_, l) => rows.reduce((sum, row) => sum + ((bits[row]! >> l) & 1), 0)),
    )
  for (let seed = 0; seed < 40; seed++) {
    const split = configuredSplit(strataOf(bits), labels + 1, dataConfigSchema.parse({}), seed, { targets })
    const [train, validation] = rowsIn(split)
    expect(train!.slice(0, 3), `seed ${seed}`).toEqual([1, 1, 1])
    expect(validation!.slice(0, 3), `seed ${seed}`).toEqual([1, 1, 1])
    for (const index of [1, 2, 3]) {
      const data = dataConfigSchema.parse({ fold: { index, of: 3 } })
      const [trained] = rowsIn(configuredSplit(strataOf(bits), labels + 1, data, seed, { targets }))
      expect(Math.min(...trained!), `seed ${seed}, fold ${index}`).toBeGreaterThan(0)
    }
  }
})
