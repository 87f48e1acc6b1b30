import { describe, expect, it } from 'vitest'
import { runConfigSchema, type RunConfigInput } from '@shared/config/run-config'
import type { DatasetContent } from '@shared/dataset-file'
import { rarestLabels } from '@core/sampling/rarest-labels'
import { prepareRunData } from '../../../../src/trainer/data/run-data'

const rows = 200
const content: DatasetContent = {
  samples: rows,
  features: 3,
  featureNames: ['row', 'constant', 'large'],
  shape: null,
  labels: ['a', 'b'],
  values: Float32Array.from({ length: rows * 3 }, (_, k) => [Math.floor(k / 3), 0.1, 1e6 + (k % 7)][k % 3]!),
  classes: Int32Array.from({ length: rows }, (_, i) => i % 2),
}

function prepare(config: RunConfigInput) {
  return prepareRunData(content, runConfigSchema.parse(config))
}

describe('prepareRunData', () => {
  it('takes the values and classes of the rows it names', () => {
    const { train, validation } = prepare({ data: { standardize: false, validationFraction: 0.25 } })
    expect(train.rows.length + validation.rows.length).toBe(rows)
    for (const split of [train, validation]) {
      split.rows.forEach((row, i) => {
        expect(split.values[3 * i]).toBe(row)
        expect(split.classes[i]).toBe(row % 2)
      })
    }
    expect(validation.counts).toEqual([25, 25])
  })

  it('thins out the training split alone', () => {
    const even = prepare({})
    const longTailed = prepare({ data: { imbalance: 10 } })
    expect(longTailed.train.counts).toEqual([80, 8])
    expect(longTailed.validation.rows).toEqual(even.validation.rows)
  })

  it('splits by its own seed where it has one, whatever the seed of the run', () => {
    const first = prepare({ seed: 1, data: { splitSeed: 7 } })
    expect(prepare({ seed: 2, data: { splitSeed: 7 } }).train.rows).toEqual(first.train.rows)
    expect(prepare({ seed: 1, data: { splitSeed: 8 } }).train.rows).not.toEqual(first.train.rows)
  })

  it('scales by the training split, and both splits alike', () => {
    const raw = prepare({ data: { standardize: false } })
    const { train, validation, standardization } = prepare({})
    const { means, deviations } = standardization!
    const column = (values: Float32Array, f: number) => values.filter((_, k) => k % 3 === f)
    const mean = (list: Float32Array) => list.reduce((sum, value) => sum + value, 0) / list.length
    for (const f of [0, 2]) {
      expect(mean(column(train.values, f))).toBeCloseTo(0, 4)
      expect(mean(column(train.values, f).map((value) => value * value))).toBeCloseTo(1, 4)
    }
    validation.values.forEach((value, k) => {
      expect(value).toBeCloseTo((raw.validation.values[k]! - means[k % 3]!) / deviations[k % 3]!, 4)
    })
  })

  it('only centres a feature that is constant but for rounding', () => {
    const { train, standardization } = prepare({})
    expect(standardization!.deviations[1]).toBe(1)
    expect(Math.abs(train.values[1]!)).toBeLessThan(1e-6)
  })

  it('leaves the content it was given as it was', () => {
    const before = Float32Array.from(content.values)
    prepare({})
    expect(content.values).toEqual(before)
  })

  it('Unix times lost their digits before they were standardised: they are stored relative to their mean', () => {
    const offset = 1_700_000_000
    const times = Float32Array.from({ length: rows }, (_, i) => i - rows / 2)
    const stored: DatasetContent = {
      ...content,
      features: 1,
      featureNames: ['time'],
      values: times,
      columns: [{ type: 'numeric', offset, missing: 0 }],
    }
    const { train, standardization } = prepareRunData(stored, runConfigSchema.parse({}))
    const exact = Array.from(train.rows, (row) => offset + row - rows / 2)
    const mean = exact.reduce((sum, value) => sum + (value - offset), 0) / exact.length + offset
    const deviation = Math.sqrt(exact.reduce((sum, value) => sum + (value - mean) ** 2, 0) / exact.length)
    expect(standardization!.means[0]).toBeCloseTo(mean, 6)
    exact.forEach((value, i) => expect(train.values[i]).toBeCloseTo((value - mean) / deviation, 6))
    const raw = prepareRunData(stored, runConfigSchema.parse({ data: { standardize: false } }))
    expect(raw.train.values[0]).toBe(Math.fround(exact[0]!))
  })

  it('fits fills and categories on the training split alone, and leaves one-hot features unscaled', () => {
    const values = Float32Array.from({ length: rows * 2 }, (_, k) => {
      const row = Math.floor(k / 2)
      return k % 2 === 0 ? (row % 10 === 0 ? NaN : row) : row % 3
    })
    const table: DatasetContent = {
      ...content,
      features: 2,
      featureNames: ['x', 'town'],
      values,
      fill: 'mean',
      columns: [
        { type: 'numeric', offset: 0, missing: rows / 10 },
        { type: 'categorical', categories: ['a', 'b', 'c'], encoding: 'oneHot', missing: 0 },
      ],
    }
    const data = prepareRunData(table, runConfigSchema.parse({}))
    expect(data.features).toBe(4)
    const known = Array.from(data.train.rows).filter((row) => row % 10 !== 0)
    const mean = known.reduce((sum, row) => sum + row, 0) / known.length
    const [x, town] = data.preprocessing!
    if (x?.type !== 'numeric') throw new Error('x is not numeric')
    expect(x.fill).toBeCloseTo(mean, 3)
    expect(town).toMatchObject({ categories: ['a', 'b', 'c'] })
    expect(data.standardization!.deviations.slice(1)).toEqual([1, 1, 1])
    for (const split of [data.train, data.validation]) {
      split.rows.forEach((row, i) => {
        expect(Array.from(split.values.subarray(4 * i + 1, 4 * i + 4))).toEqual(
          [0, 1, 2].map((c) => Number(c === row % 3)),
        )
        if (row % 10 === 0) expect(split.values[4 * i]).toBeCloseTo(0, 4)
      })
    }
  })

  it('splits as the data set says, or by folds, where the configuration wants it', () => {
    const givenSplit = Int32Array.from({ length: rows }, (_, row) => (row < 150 ? 0 : row < 190 ? 1 : 2))
    const given: DatasetContent = {
      ...content,
      split: { column: 'part', train: [75, 75], validation: [20, 20] },
      givenSplit,
    }
    const splitOf = (config: RunConfigInput) => prepareRunData(given, runConfigSchema.parse(config))
    expect(splitOf({}).validation.rows).toEqual(Int32Array.from({ length: 40 }, (_, i) => 150 + i))
    expect(splitOf({ data: { givenSplit: false } }).validation.rows).not.toEqual(splitOf({}).validation.rows)
    const folds = [1, 2, 3].map((index) => splitOf({ data: { fold: { index, of: 3 } } }).validation.rows)
    expect(folds.flatMap((fold) => Array.from(fold)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: rows }, (_, i) => i),
    )
  })
})

describe('samples with several labels', () => {
  // 0: none, 1: the first, 2: both.
  const targets = Uint8Array.from({ length: rows * 2 }, (_, k) => {
    const kind = Math.floor(k / 2) % 4
    return Number(k % 2 === 0 ? kind > 0 : kind === 2)
  })
  const several: DatasetContent = {
    ...content,
    multiLabel: true,
    targets,
    classes: rarestLabels(targets, 2),
  }

  it('are split by their rarest label, and counted by each of them', () => {
    const { multiLabel, train, validation } = prepareRunData(
      several,
      runConfigSchema.parse({ data: { validationFraction: 0.2 } }),
    )
    expect(multiLabel).toBe(true)
    for (const split of [train, validation]) {
      expect(split.targets).toHaveLength(split.rows.length * 2)
      split.rows.forEach((row, i) => {
        expect(Array.from(split.targets!.subarray(2 * i, 2 * i + 2))).toEqual(
          Array.from(targets.subarray(2 * row, 2 * row + 2)),
        )
      })
    }
    expect(train.counts).toEqual([120, 40])
    expect(validation.counts).toEqual([30, 10])
    expect(train.classes.filter((stratum) => stratum === 2)).toHaveLength(40)
  })

  it('name a label that no training sample has', () => {
    const without = { ...several, targets: targets.map((target, k) => (k % 2 === 0 ? target : 0)) }
    expect(() => prepareRunData(without, runConfigSchema.parse({}))).toThrow('has the label "b"')
  })

  it('may have one label alone', () => {
    const one = { ...several, labels: ['a'], targets: targets.filter((_, k) => k % 2 === 0) }
    const data = prepareRunData({ ...one, classes: rarestLabels(one.targets, 1) }, runConfigSchema.parse({}))
    expect(data.train.counts).toEqual([120])
  })
})
