import { describe, expect, it } from 'vitest'
import { runConfigSchema, type RunConfigInput } from '@shared/config/run-config'
import type { DatasetContent } from '@shared/dataset-file'
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
})
