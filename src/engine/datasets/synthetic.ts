import { createRandom, shuffle } from '@core/sampling/random'
import { longTailCounts } from '@core/sampling/long-tail'
import { limits } from '@shared/config/limits'
import type { SyntheticRequest } from '@shared/contract/datasets'
import { badInput } from '@shared/errors'
import { nextTurn } from '../turns'
import type { DatasetParts } from './dataset-writer'

/** What the data set `synthetic` is made from. */
export const defaultSynthetic: SyntheticRequest = {
  name: 'synthetic',
  samples: limits.syntheticSamples.default,
  features: limits.syntheticFeatures.default,
  classes: limits.syntheticClasses.default,
  separation: limits.syntheticSeparation.default,
  imbalance: 1,
  seed: limits.seed.default,
}

/** Values made between two turns of the event loop. */
const valuesAtOnce = 250_000
/** Both splits need a sample of every class. */
const leastPerClass = 2

/**
 * Gaussian clusters: every class is a normal distribution with deviation 1 in each feature around its centre;
 * the root mean square distance between centres is `separation`. Counts by class fall exponentially by `imbalance`.
 * The same request gives the same data on every machine.
 * @throws FocalError `bad-input` where there are too few samples for the classes
 */
export async function makeSynthetic(request: SyntheticRequest, signal?: AbortSignal): Promise<DatasetParts> {
  const { samples, features, classes: classCount } = request
  const counts = syntheticCounts(request)
  const centres = drawCentres(request)
  const classes = shuffle(repeatLabels(counts), createRandom(request.seed, 'synthetic order'))
  const random = createRandom(request.seed, 'synthetic values')
  const samplesAtOnce = Math.max(1, Math.floor(valuesAtOnce / features))
  const values: Float32Array[] = []
  for (let first = 0; first < samples; first += samplesAtOnce) {
    const piece = new Float32Array(Math.min(samplesAtOnce, samples - first) * features)
    for (let i = 0; i < piece.length; i++) {
      const sample = first + Math.floor(i / features)
      piece[i] = centres[classes[sample]! * features + (i % features)]! + random.normal()
    }
    values.push(piece)
    await nextTurn(signal)
  }
  return {
    samples,
    features,
    featureNames: Array.from({ length: features }, (_, k) => `x${k + 1}`),
    shape: null,
    labels: Array.from({ length: classCount }, (_, c) => `class ${c + 1}`),
    values,
    classes,
  }
}

/** Samples of each class: exponential by the imbalance factor, `samples` in all, never fewer than two. */
export function syntheticCounts({ samples, classes, imbalance }: SyntheticRequest): number[] {
  if (samples < leastPerClass * classes) {
    throw badInput(
      `${samples} samples are too few for ${classes} classes; give at least ${leastPerClass * classes}.`,
      {
        field: 'samples',
      },
    )
  }
  const shares = longTailCounts(new Array<number>(classes).fill(1e9), imbalance, 'exp')
  let open = classes
  let openSamples = samples
  let openShares = shares.reduce((sum, share) => sum + share, 0)
  // Shares fall: the classes that come out too small are the last ones, and get the least there may be.
  while ((openSamples * shares[open - 1]!) / openShares < leastPerClass) {
    open -= 1
    openSamples -= leastPerClass
    openShares -= shares[open]!
  }
  const counts = shares.map((share, c) =>
    c < open ? Math.floor((openSamples * share) / openShares) : leastPerClass,
  )
  const missing = samples - counts.reduce((sum, count) => sum + count, 0)
  for (let c = 0; c < missing; c++) counts[c]! += 1
  return counts
}

/** classes × features; each coordinate has variance separation² / (2 · features). */
function drawCentres({ classes, features, separation, seed }: SyntheticRequest): Float64Array {
  const random = createRandom(seed, 'synthetic centres')
  const deviation = separation / Math.sqrt(2 * features)
  return Float64Array.from({ length: classes * features }, () => deviation * random.normal())
}

function repeatLabels(counts: readonly number[]): Int32Array {
  const labels = new Int32Array(counts.reduce((sum, count) => sum + count, 0))
  let next = 0
  counts.forEach((count, label) => {
    labels.fill(label, next, next + count)
    next += count
  })
  return labels
}
