import { expect, test } from 'vitest'
import { defaultSynthetic, makeSynthetic, syntheticCounts } from '../../../../src/engine/datasets/synthetic'

const request = { ...defaultSynthetic, samples: 4000, features: 50, classes: 4, separation: 5 }

test.each([
  { samples: 2000, classes: 5, imbalance: 1 },
  { samples: 2000, classes: 5, imbalance: 100 },
  { samples: 20, classes: 10, imbalance: 10_000 },
  { samples: 2500, classes: 1000, imbalance: 100 },
  { samples: 2003, classes: 7, imbalance: 3.5 },
])(
  '$samples samples of $classes classes with imbalance $imbalance add up, fall, and have two of each',
  (shape) => {
    const counts = syntheticCounts({ ...defaultSynthetic, ...shape })
    expect(counts).toHaveLength(shape.classes)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(shape.samples)
    expect(counts).toEqual([...counts].sort((a, b) => b - a))
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(2)
  },
)

test('counts follow the imbalance factor where there are enough samples', () => {
  const counts = syntheticCounts({ ...defaultSynthetic, samples: 100_000, classes: 5, imbalance: 100 })
  expect(counts[0]! / counts[4]!).toBeCloseTo(100, -1)
  expect(counts[0]! / counts[1]!).toBeCloseTo(Math.pow(100, 1 / 4), 1)
})

test('clusters have deviation 1 around centres that are apart by the separation, in the root mean square', async () => {
  const { values, classes, samples, features } = await makeSynthetic(request)
  const flat = Float64Array.from(values.flatMap((piece) => [...piece]))
  expect(flat).toHaveLength(samples * features)
  const counts = new Float64Array(4)
  const means = Array.from({ length: 4 }, () => new Float64Array(features))
  classes.forEach((label, row) => {
    counts[label]! += 1
    for (let k = 0; k < features; k++) means[label]![k]! += flat[row * features + k]!
  })
  means.forEach((mean, label) => mean.forEach((sum, k) => (mean[k] = sum / counts[label]!)))
  let squares = 0
  classes.forEach((label, row) => {
    for (let k = 0; k < features; k++) squares += (flat[row * features + k]! - means[label]![k]!) ** 2
  })
  expect(Math.sqrt(squares / flat.length)).toBeCloseTo(1, 1)
  const distances: number[] = []
  for (let a = 0; a < 4; a++) {
    for (let b = a + 1; b < 4; b++)
      distances.push(means[a]!.reduce((sum, x, k) => sum + (x - means[b]![k]!) ** 2, 0))
  }
  const rootMeanSquare = Math.sqrt(distances.reduce((sum, square) => sum + square, 0) / distances.length)
  expect(rootMeanSquare).toBeGreaterThan(4)
  expect(rootMeanSquare).toBeLessThan(6)
})

test('samples of the classes are mixed', async () => {
  const { classes } = await makeSynthetic(request)
  expect(new Set(classes.subarray(0, 40)).size).toBe(4)
})

test('making data can be cancelled', async () => {
  await expect(makeSynthetic({ ...request, samples: 100_000 }, AbortSignal.abort())).rejects.toMatchObject({
    code: 'cancelled',
  })
})
