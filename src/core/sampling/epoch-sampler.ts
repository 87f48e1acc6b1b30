/** Which rows an epoch shows, and in which order (Kang et al. 2020, "Decoupling representation and classifier"). */
import type { samplingSchemes } from '@shared/config/choices'
import { createRandom, shuffle, type Random } from './random'
import { rowsByClass } from './split'
import { sum } from '../sum'

export type SamplingScheme = (typeof samplingSchemes)[number]

/** Where an epoch stands in its run; progressive sampling moves with it. */
export interface EpochPlace {
  /** From 1. */
  epoch: number
  epochs: number
}

/**
 * Probability that a sample drawn is of each class: p_c ∝ n_c^q with q = 1 (instance), 1/2 (square root), 0 (class-aware);
 * progressive goes from instance in the first epoch to class-aware in the last. A class without rows has 0.
 */
export function classProbabilities(
  counts: readonly number[],
  scheme: SamplingScheme,
  place: EpochPlace = { epoch: 1, epochs: 1 },
): number[] {
  if (scheme !== 'progressive')
    return normalizedPowers(counts, { instance: 1, squareRoot: 0.5, classAware: 0 }[scheme])
  const balance = place.epochs > 1 ? (place.epoch - 1) / (place.epochs - 1) : 0
  const byInstance = normalizedPowers(counts, 1)
  const byClass = normalizedPowers(counts, 0)
  return byInstance.map((probability, c) => (1 - balance) * probability + balance * byClass[c]!)
}

/**
 * The rows of one epoch, as many as there are. `instance` is a permutation: every row once. The others draw classes at
 * random and go round each class's own shuffled rows, so that no row comes twice before all of its class came once.
 * @param labels class number of every row of the data set
 * @param rows the rows to draw from (the training split)
 */
export function epochRows(
  labels: ArrayLike<number>,
  rows: ArrayLike<number>,
  scheme: SamplingScheme,
  seed: number,
  place: EpochPlace,
): Int32Array {
  const random = createRandom(seed, `epoch ${place.epoch}`)
  if (scheme === 'instance') return shuffle(Int32Array.from(rows), random)
  const classes = [...rowsByClass(labels, rows).values()]
  const probabilities = classProbabilities(
    classes.map((ofClass) => ofClass.length),
    scheme,
    place,
  )
  const rounds = classes.map((ofClass) => goRound(ofClass, random))
  return Int32Array.from({ length: rows.length }, () => rounds[drawClass(probabilities, random)]!())
}

function normalizedPowers(counts: readonly number[], power: number): number[] {
  const raw = counts.map((count) => (count > 0 ? Math.pow(count, power) : 0))
  const total = sum(raw)
  return raw.map((value) => value / total)
}

function drawClass(probabilities: readonly number[], random: Random): number {
  const point = random.uniform()
  let sum = 0
  for (let c = 0; c < probabilities.length; c++) {
    sum += probabilities[c]!
    if (point < sum) return c
  }
  return probabilities.length - 1
}

/** Hands out the rows one by one, shuffled anew each round. */
function goRound(rows: readonly number[], random: Random): () => number {
  const round = Int32Array.from(rows)
  let next = round.length
  return () => {
    if (next === round.length) {
      shuffle(round, random)
      next = 0
    }
    return round[next++]!
  }
}
