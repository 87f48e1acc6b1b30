import { createRandom, type Random } from '@core/sampling/random'
import { rarestLabels } from '@core/sampling/rarest-labels'
import type { DatasetContent } from '@shared/dataset-file'

export interface ScenesLikeOptions {
  /** From 3 to 6. */
  labels?: number
  samples?: number
  size?: number
  /** Deviation of the noise over the pictures of a sample's labels. */
  noise?: number
}

const sceneLabels = ['sky', 'sea', 'beach', 'people', 'boat', 'snow']

/** How often a label is there with and without the one before it; the first has none before. */
const chances: [after: number, otherwise: number][] = [
  [0.5, 0.5],
  [0.6, 0.2],
  [0.7, 0.1],
  [0.5, 0.3],
  [0.25, 0.1],
  [0.2, 0.02],
]

/**
 * Pictures with several labels, or none: each label is a random black-and-white picture, a sample the sum of those of its
 * labels, and noise. Labels come together more or less often than by chance, and the last is rare (some 6%).
 */
export function scenesLike({
  labels = 5,
  samples = 600,
  size = 6,
  noise = 0.5,
}: ScenesLikeOptions = {}): DatasetContent {
  const random = createRandom(9, 'scenes-like data')
  const features = size * size
  const pictures = Float32Array.from({ length: labels * features }, () => random.below(2))
  const targets = new Uint8Array(samples * labels)
  const values = new Float32Array(samples * features)
  for (let row = 0; row < samples; row++) {
    targets.set(drawLabels(labels, random), row * labels)
    for (let f = 0; f < features; f++) {
      let pixel = noise * random.normal()
      for (let c = 0; c < labels; c++) pixel += targets[row * labels + c]! * pictures[c * features + f]!
      values[row * features + f] = pixel
    }
  }
  return {
    samples,
    features,
    featureNames: Array.from({ length: features }, (_, f) => `pixel_${f}`),
    shape: [size, size, 1],
    labels: namesOf(labels),
    multiLabel: true,
    values,
    classes: rarestLabels(targets, labels),
    targets,
  }
}

/** The rare one is always the last. */
function namesOf(labels: number): string[] {
  return [...sceneLabels.slice(0, labels - 1), 'snow']
}

function drawLabels(labels: number, random: Random): number[] {
  const drawn: number[] = []
  for (let c = 0; c < labels; c++) {
    const [after, otherwise] = chances[c === labels - 1 ? chances.length - 1 : c]!
    drawn.push(random.uniform() < (drawn[c - 1] === 1 ? after : otherwise) ? 1 : 0)
  }
  return drawn
}

/** As a CSV with a column of 0 and 1 for each label, after the features. */
export function scenesCsv({
  samples,
  features,
  featureNames,
  labels,
  values,
  targets,
}: DatasetContent): string {
  const rows = Array.from({ length: samples }, (_, row) => [
    ...values.subarray(row * features, (row + 1) * features),
    ...(targets?.subarray(row * labels.length, (row + 1) * labels.length) ?? []),
  ])
  return [[...featureNames, ...labels], ...rows].map((row) => `${row.join(',')}\n`).join('')
}
