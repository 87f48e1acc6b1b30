import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countLabels } from '@core/labels'
import { configuredCounts, configuredSplit } from '@core/sampling/configured-split'
import { dataConfigSchema, type DataConfig } from '@shared/config/run-config'

const labelsOf = (counts: number[]) => counts.flatMap((count, label) => new Array<number>(count).fill(label))

test('the counts are those of the split that is drawn, for any counts, configuration and seed', () => {
  const counts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 6 })
  const data = fc.record({
    imbalance: fc.double({ min: 1, max: 100, noNaN: true }),
    imbalanceShape: fc.constantFrom('exp' as const, 'step' as const),
    validationFraction: fc.double({ min: 0.05, max: 0.9, noNaN: true }),
    splitSeed: fc.option(fc.nat()),
    fold: fc.option(fc.constantFrom({ index: 1, of: 2 }, { index: 2, of: 2 }, { index: 2, of: 3 })),
  })
  fc.assert(
    fc.property(counts, data, fc.nat(), (classCounts, partial, seed) => {
      const config: DataConfig = { ...dataConfigSchema.parse({}), ...partial }
      const labels = labelsOf(classCounts)
      const drawn = configuredSplit(labels, classCounts.length, config, seed)
      const countRows = (rows: Int32Array) =>
        countLabels(
          Array.from(rows, (row) => labels[row]!),
          classCounts.length,
        )
      expect(configuredCounts(classCounts, config)).toEqual({
        train: countRows(drawn.train),
        validation: countRows(drawn.validation),
      })
    }),
  )
})

test('validation stays balanced as the data is; the long tail thins out training alone', () => {
  const data = dataConfigSchema.parse({ imbalance: 10, validationFraction: 0.2 })
  expect(configuredCounts([100, 100, 100], data)).toEqual({ train: [80, 25, 8], validation: [20, 20, 20] })
})

test('the split seed goes before the seed of the run', () => {
  const labels = labelsOf([30, 30])
  const fixed = dataConfigSchema.parse({ splitSeed: 7 })
  expect(configuredSplit(labels, 2, fixed, 1)).toEqual(configuredSplit(labels, 2, fixed, 2))
  const free = dataConfigSchema.parse({})
  expect(configuredSplit(labels, 2, free, 1)).not.toEqual(configuredSplit(labels, 2, free, 2))
})

test('a given split goes before a held-out share, and a fold before both', () => {
  const given = { column: 'part', train: [5, 1], validation: [2, 1] }
  const counts = [8, 3]
  expect(configuredCounts(counts, dataConfigSchema.parse({}), given)).toEqual({
    train: [5, 1],
    validation: [2, 1],
  })
  const chosen = dataConfigSchema.parse({ givenSplit: false, validationFraction: 0.5 })
  expect(configuredCounts(counts, chosen, given).validation).toEqual([4, 2])
  const fold = dataConfigSchema.parse({ fold: { index: 1, of: 2 } })
  expect(configuredCounts(counts, fold, given).validation).toEqual([4, 2])
})
